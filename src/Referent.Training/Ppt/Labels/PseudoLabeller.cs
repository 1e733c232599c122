using Referent.Data;
using Referent.Data.ObjectCentric;
using Referent.Data.Refer;
using Referent.Data.Text;
using Referent.Imaging.Codecs;
using Referent.Imaging.Masks;
using Referent.Training.Labels;

namespace Referent.Training.Ppt.Labels;

/// <summary>
/// Makes pseudo-labels by CLIP and SAM alone: for object-centric pictures from the class, for RIS pictures from each noun phrase of each
/// sentence. Source: PPT, section 3.2. Reads pictures and sentences, never masks, boxes or annotations. An interrupted run goes on; a
/// picture that cannot be read gets no label.
/// </summary>
public sealed class PseudoLabeller(Segmenter segmenter, string dataDirectory)
{
    private readonly string _folder = Path.Combine(dataDirectory, LabelFiles.Folder);
    private readonly UnreadablePictures _unreadable = new();

    /// <summary>What was wrong with each picture that could not be read in this run.</summary>
    public IReadOnlyList<string> Failures => _unreadable.Faults;

    /// <summary>Labels every picture of <c>objects/</c>.</summary>
    /// <param name="limit">Pictures at most, spread evenly; 0 for all.</param>
    /// <param name="progress">Receives done and total.</param>
    /// <param name="stop">Ends between two pictures.</param>
    public void LabelObjects(int limit, IProgress<(int Done, int Total)> progress, CancellationToken stop)
    {
        IReadOnlyList<ObjectCentricImage> all = ObjectCentricFolder.Read(Path.Combine(dataDirectory, "objects"));
        ObjectCentricImage[] pictures = Spread.Evenly(all, limit == 0 ? all.Count : limit);
        string[] Label(ObjectCentricImage item)
        {
            using EmbeddedImage image = segmenter.Embed(ImageDecoder.ReadFile(item.Path));
            Segmentation found = segmenter.Segment(image, item.ClassName);
            return [LabelFiles.Format(new ObjectLabel(Relative(item.Path), item.ClassName, RunLengthMask.FromMask(found.Mask), found.Score))];
        }

        Append(LabelFiles.Objects, pictures, Label, progress, stop);
    }

    /// <summary>Labels every sentence of a split of a RIS data set, picture by picture.</summary>
    /// <param name="dataset">Name of the data set.</param>
    /// <param name="split">Name of the split.</param>
    /// <param name="limit">Pictures at most; 0 for all.</param>
    /// <param name="progress">Receives done and total.</param>
    /// <param name="stop">Ends between two pictures.</param>
    public void LabelSentences(string dataset, string split, int limit, IProgress<(int Done, int Total)> progress, CancellationToken stop)
    {
        IGrouping<string, TrainingSample>[] pictures =
            [.. TrainingView.Load(dataDirectory, dataset, split).Samples.GroupBy(sample => sample.ImagePath).OrderBy(group => group.Key, StringComparer.Ordinal)];
        pictures = limit == 0 ? pictures : [.. pictures.Take(limit)];
        List<string> Label(IGrouping<string, TrainingSample> group)
        {
            using EmbeddedImage image = segmenter.Embed(ImageDecoder.ReadFile(group.Key));
            Dictionary<string, PhraseMask> known = new(StringComparer.Ordinal);
            List<string> lines = [];
            foreach (string sentence in group.SelectMany(sample => sample.Sentences).Select(sentence => sentence.Text))
            {
                PhraseMask[] candidates = [.. NounPhraseExtractor.Extract(sentence).Select(phrase => phrase.Text).Distinct(StringComparer.Ordinal)
                    .Select(phrase => known.TryGetValue(phrase, out PhraseMask? mask) ? mask : known[phrase] = Find(image, phrase))];
                if (candidates.Length > 0)
                {
                    lines.Add(LabelFiles.Format(new SentenceLabel(Relative(group.Key), sentence, candidates)));
                }
            }

            return lines;
        }

        Append(LabelFiles.Sentences, pictures, Label, progress, stop);
    }

    private PhraseMask Find(EmbeddedImage image, string phrase)
    {
        Segmentation found = segmenter.Segment(image, phrase);
        return new PhraseMask(phrase, RunLengthMask.FromMask(found.Mask), found.Score);
    }

    private string Relative(string path) => Path.GetRelativePath(dataDirectory, path);

    private void Append<TItem>(
        string name, IReadOnlyList<TItem> items, Func<TItem, IReadOnlyList<string>> label, IProgress<(int Done, int Total)> progress, CancellationToken stop)
    {
        Directory.CreateDirectory(_folder);
        ResumableLines.Write(Path.Combine(_folder, name), items, _unreadable.PassOver(label), progress, stop);
    }
}
