using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Referent.Data;
using Referent.Data.ObjectCentric;
using Referent.Data.Refer;
using Referent.Data.Text;
using Referent.Imaging.Codecs;
using Referent.Imaging.Masks;
using Referent.Training.Configuration;
using Referent.Training.Labels;

namespace Referent.Training.Ppt.Labels;

/// <summary>
/// Makes pseudo-labels by CLIP and SAM alone: for object-centric pictures from the class, for RIS pictures from each noun phrase of each
/// sentence. Source: PPT, section 3.2. Reads pictures and sentences, never masks, boxes or annotations. An interrupted run goes on; a
/// picture that cannot be read gets no label. What the labels are made of is noted beside them, and others are never gone on with.
/// </summary>
/// <param name="segmenter">Borrowed.</param>
/// <param name="dataDirectory">The data set's folder.</param>
/// <param name="shard">Which share of the labels is made here.</param>
public sealed class PseudoLabeller(Segmenter segmenter, string dataDirectory, LabelShard shard)
{
    /// <summary>To be raised when other labels are made of the same objects.</summary>
    private const int ObjectsVersion = 1;

    /// <summary>The same for sentences.</summary>
    private const int SentencesVersion = 2;

    private readonly string _folder = Path.Combine(dataDirectory, LabelFiles.Folder);
    private readonly UnreadablePictures _unreadable = new();

    /// <summary>What was wrong with each picture that could not be read in this run.</summary>
    public IReadOnlyList<string> Failures => _unreadable.Faults;

    /// <summary>Labels every picture of <c>objects/</c>.</summary>
    /// <param name="limit">Pictures at most, spread evenly; 0 for all.</param>
    /// <param name="progress">Receives done and total.</param>
    /// <param name="stop">Ends between two pictures.</param>
    /// <returns>Whether all labels are there, not this share alone.</returns>
    /// <exception cref="Loop.RunDirectoryException">There are labels made otherwise.</exception>
    public bool LabelObjects(int limit, IProgress<(int Done, int Total)> progress, CancellationToken stop)
    {
        IReadOnlyList<ObjectCentricImage> all = ObjectCentricFolder.Read(Path.Combine(dataDirectory, "objects"));
        ObjectCentricImage[] pictures = Spread.Evenly(all, limit == 0 ? all.Count : limit);
        string[] Label(ObjectCentricImage item)
        {
            using EmbeddedImage image = segmenter.Embed(ImageDecoder.ReadFile(item.Path));
            Segmentation found = segmenter.Segment(image, item.ClassName);
            return [LabelFiles.Format(new ObjectLabel(Relative(item.Path), item.ClassName, RunLengthMask.FromMask(found.Mask), found.Score))];
        }

        return Append((LabelFiles.Objects, ObjectsVersion), pictures, item => [Relative(item.Path), item.ClassName], Label, progress, stop);
    }

    /// <summary>Labels every sentence, picture by picture.</summary>
    /// <param name="samples">Of a split of a RIS data set in this folder.</param>
    /// <param name="limit">Pictures at most; 0 for all.</param>
    /// <param name="progress">Receives done and total.</param>
    /// <param name="stop">Ends between two pictures.</param>
    /// <returns>Whether all labels are there, not this share alone.</returns>
    /// <exception cref="Loop.RunDirectoryException">There are labels made otherwise.</exception>
    public bool LabelSentences(
        IReadOnlyList<TrainingSample> samples, int limit, IProgress<(int Done, int Total)> progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(samples);
        IGrouping<string, TrainingSample>[] pictures =
            [.. samples.GroupBy(sample => sample.ImagePath).OrderBy(group => group.Key, StringComparer.Ordinal)];
        pictures = limit == 0 ? pictures : [.. pictures.Take(limit)];
        List<string> Label(IGrouping<string, TrainingSample> group)
        {
            using EmbeddedImage image = segmenter.Embed(ImageDecoder.ReadFile(group.Key));
            Dictionary<string, PhraseMask> known = new(StringComparer.Ordinal);
            List<string> lines = [];
            foreach ((long number, string sentence) in Sentences(group))
            {
                PhraseMask[] candidates = [.. NounPhraseExtractor.Extract(sentence).Select(phrase => phrase.Text).Distinct(StringComparer.Ordinal)
                    .Select(phrase => known.TryGetValue(phrase, out PhraseMask? mask) ? mask : known[phrase] = Find(image, phrase))];
                if (candidates.Length > 0)
                {
                    lines.Add(LabelFiles.Format(new SentenceLabel(Relative(group.Key), sentence, candidates) { Ref = number }));
                }
            }

            return lines;
        }

        IEnumerable<string> Describe(IGrouping<string, TrainingSample> group) =>
            [Relative(group.Key), .. Sentences(group).Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Ref} {item.Text}"))];
        return Append((LabelFiles.Sentences, SentencesVersion), pictures, Describe, Label, progress, stop);
    }

    private PhraseMask Find(EmbeddedImage image, string phrase)
    {
        Segmentation found = segmenter.Segment(image, phrase);
        return new PhraseMask(phrase, RunLengthMask.FromMask(found.Mask), found.Score);
    }

    private string Relative(string path) => Path.GetRelativePath(dataDirectory, path);

    private static IEnumerable<(long Ref, string Text)> Sentences(IGrouping<string, TrainingSample> group) =>
        group.SelectMany(sample => sample.Sentences.Select(sentence => (sample.RefId, sentence.Text)));

    private bool Append<TItem>(
        (string Name, int Version) list,
        IReadOnlyList<TItem> items,
        Func<TItem, IEnumerable<string>> describe,
        Func<TItem, IReadOnlyList<string>> label,
        IProgress<(int Done, int Total)> progress,
        CancellationToken stop)
    {
        string listed = JsonSerializer.Serialize(items.Select(describe));
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(listed)));
        Origin origin = new(list.Version, segmenter.Variant, segmenter.Preset.FrozenFingerprint(), items.Count, hash);
        return shard.Write(Path.Combine(_folder, list.Name), ConfigFile.Resolve(origin), items, _unreadable.PassOver(label), progress, stop);
    }

    /// <summary>All that a file of labels depends on.</summary>
    /// <param name="Version">Of how labels are made.</param>
    /// <param name="Method">Of the segmenter, localiser included.</param>
    /// <param name="Preset">A hash of its weights and settings.</param>
    /// <param name="Pictures">How many.</param>
    /// <param name="List">A hash of their paths, with classes or with sentences and their refs.</param>
    private sealed record Origin(int Version, string Method, string Preset, int Pictures, string List);
}
