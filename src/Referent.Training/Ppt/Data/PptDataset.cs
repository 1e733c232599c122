using Referent.Data;
using Referent.Data.Features;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Masks;
using Referent.Training.Foundations;
using Referent.Training.Loop;
using Referent.Training.Ppt.Labels;

namespace Referent.Training.Ppt.Data;

/// <summary>
/// The sets of PPT over one pool of pictures. Source: PPT, section 3.2. D_sem and D_ref come from object-centric pictures and their
/// pseudo-masks alone; H_sem from sentences with one noun phrase, H_ref from those with several, whose referent is not known. Differs: a noun
/// phrase whose mask is in pieces has several candidates, too; H_group has all sentences of a ref with the candidates of all of them.
/// </summary>
public sealed class PptDataset
{
    /// <summary>Tells the stream of random numbers for wordings from others of the same seed.</summary>
    private const long WordingPurpose = 0x776F_7264;

    /// <summary>What the key of a picture is made of that is as its file has it.</summary>
    private const string PictureFile = "file";

    /// <summary>The same for sentences of other pictures.</summary>
    private const long AbsencePurpose = 0x6162_7365;

    public const string DSem = "dSem";

    public const string DRef = "dRef";

    /// <summary>Composed pictures with sentences about classes that are not in them. Chosen: that a thing is not there must be learnt, too.</summary>
    public const string DNone = "dNone";

    public const string HSem = "hSem";

    public const string HRef = "hRef";

    /// <summary>
    /// All sentences of a ref, each with the candidates of all of them, so that what they say together can choose. Chosen: a sentence by itself is
    /// taught what the generator says already; that the sentences of a ref are about one thing is what PRMS of TRIS goes by.
    /// </summary>
    public const string HGroup = "hGroup";

    /// <summary>IoU from which masks of two sentences are of one thing. Chosen: the usual bar of a detection; no other was tried.</summary>
    private const double SameThing = 0.5;

    /// <summary>Candidates of a ref at most. Chosen: as many as a composed picture has objects.</summary>
    private const int MostShared = 4;

    private readonly List<FeatureKey> _keys = [];
    private readonly List<Func<RgbImage>> _pictures = [];
    private readonly List<string> _names = [];
    private readonly Dictionary<string, List<PointSample>> _sets =
        SetNames.ToDictionary(name => name, _ => new List<PointSample>(), StringComparer.Ordinal);

    private PptDataset()
    {
    }

    /// <summary>The sets that a stage may train on.</summary>
    public static IReadOnlyList<string> SetNames { get; } = [DSem, DRef, DNone, HSem, HRef, HGroup];

    /// <summary>Number of pictures in the pool.</summary>
    public int PictureCount => _pictures.Count;

    /// <summary>Of each picture its name by content.</summary>
    public IReadOnlyList<FeatureKey> Keys => _keys;

    /// <summary>Samples of each set by the set's name.</summary>
    public IReadOnlyDictionary<string, List<PointSample>> Sets => _sets;

    /// <summary>Reads the pseudo-labels and composes the pictures of D_ref, which takes a minute for thousands.</summary>
    /// <param name="pool">What it is made of.</param>
    /// <param name="dataDirectory">The data set's folder.</param>
    /// <exception cref="FileNotFoundException">The pseudo-labels have not been made, or a picture that they name is not there.</exception>
    /// <exception cref="TrainingException">There is nothing to compose pictures of.</exception>
    public static PptDataset Load(PptPool pool, string dataDirectory)
    {
        ArgumentNullException.ThrowIfNull(pool);
        PptDataset dataset = new();
        ObjectLabel[] objects = Objects(pool, dataDirectory);
        IGrouping<string, SentenceLabel>[] sentences = Sentences(pool, dataDirectory);
        RefuseOtherPictures(dataDirectory, [.. objects.Select(label => label.Image), .. sentences.Select(picture => picture.Key)]);
        if (objects.Length == 0 && pool.Collages > 0)
        {
            throw new TrainingException(
                $"{Path.Combine(dataDirectory, LabelFiles.Folder)} has no pseudo-mask of an object-centric picture that can be trusted "
                + $"(pool.minPredictedIou {pool.MinPredictedIou}, pool.minLargestPiece {pool.MinLargestPiece}), so there is nothing to "
                + "compose pictures of; trust more, label more, or set pool.collages to 0.");
        }

        Dictionary<string, byte[]> encoded = objects.AsParallel().Select(label => Path.Combine(dataDirectory, label.Image)).Distinct()
            .ToDictionary(path => path, File.ReadAllBytes);
        dataset.AddObjects(dataDirectory, Take(objects, pool.SemanticPictures), encoded);
        LabelledObject[] pieces =
            [.. objects.Select(label => new LabelledObject(Path.Combine(dataDirectory, label.Image), label.ClassName, label.Mask))];
        dataset.AddCollages(pool, pieces, encoded);
        dataset.AddSentences(pool, dataDirectory, sentences);
        return dataset;
    }

    /// <summary>How many pictures the pool has; null where the pseudo-labels have not been made.</summary>
    public static int? CountPictures(PptPool pool, string dataDirectory)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (!LabelFiles.AreThere(dataDirectory))
        {
            return null;
        }

        int semantic = Take(Objects(pool, dataDirectory), pool.SemanticPictures).Length;
        return (2 * semantic) + pool.Collages + Sentences(pool, dataDirectory).Length;
    }

    /// <summary>Checks that there is something of every set that a training wants.</summary>
    /// <exception cref="TrainingException">A set of a stage has no samples.</exception>
    public void Check(PptConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        foreach (PptStage stage in config.Stages)
        {
            foreach (string name in config.SetsOf(stage).Select(set => set.Key).Where(name => _sets[name].Count == 0))
            {
                string hint = name == HGroup ? " It wants labels that say which sentences belong together; those of before version 2 do not." : "";
                throw new TrainingException($"Stage {stage.Name} trains on {name}, which has no samples.{hint}");
            }
        }
    }

    /// <summary>What the picture of an index is called: its file in the data set's folder, or the number of a composed one.</summary>
    public string NameOf(int index) => _names[index];

    /// <summary>The picture of an index of the pool; on any thread.</summary>
    public RgbImage Picture(int index) => _pictures[index]();

    /// <exception cref="FileNotFoundException">A picture is not there.</exception>
    private static void RefuseOtherPictures(string dataDirectory, IEnumerable<string> images)
    {
        if (images.FirstOrDefault(image => !File.Exists(Path.Combine(dataDirectory, image))) is { } missing)
        {
            throw new FileNotFoundException(
                $"{Path.Combine(dataDirectory, missing)} is missing, and {Path.Combine(dataDirectory, LabelFiles.Folder)} has labels of it: "
                + "they are of another data set, or the picture is gone.");
        }
    }

    /// <summary>The object-centric pictures whose masks can be trusted.</summary>
    private static ObjectLabel[] Objects(PptPool pool, string dataDirectory) =>
        Take([.. LabelFiles.ReadObjects(dataDirectory).AsParallel().AsOrdered().Where(label => TrustedLabels.IsTrusted(label, pool))], pool.ObjectPictures);

    /// <summary>The sentences of each RIS picture.</summary>
    private static IGrouping<string, SentenceLabel>[] Sentences(PptPool pool, string dataDirectory) =>
        Take([.. LabelFiles.ReadSentences(dataDirectory).GroupBy(label => label.Image)], pool.RisPictures);

    /// <summary>Masks of the sentences of a ref without repetitions; those that most sentences have come first.</summary>
    private static RunLengthMask[] Distinct(RunLengthMask[] masks)
    {
        List<RunLengthMask> kept = [];
        foreach (RunLengthMask mask in masks.OrderByDescending(mask => masks.Count(other => AreSame(mask, other))))
        {
            if (kept.TrueForAll(other => !AreSame(mask, other)))
            {
                kept.Add(mask);
            }
        }

        return [.. kept.Take(MostShared)];
    }

    private static bool AreSame(RunLengthMask left, RunLengthMask right) => MaskAlgebra.IntersectionOverUnion(left, right) >= SameThing;

    private static T[] Take<T>(T[] items, int count) =>
        Spread.Evenly(items, count == 0 ? items.Length : count);

    /// <summary>D_sem: each picture as it is and mirrored.</summary>
    private void AddObjects(string dataDirectory, ObjectLabel[] objects, Dictionary<string, byte[]> encoded)
    {
        foreach (ObjectLabel label in objects)
        {
            string path = Path.Combine(dataDirectory, label.Image);
            foreach (bool mirrored in (bool[])[false, true])
            {
                RunLengthMask mask = mirrored ? RunLengthMask.FromMask(Mirroring.Apply(label.Mask.ToMask(), mirrored)) : label.Mask;
                _sets[DSem].Add(new PointSample(_pictures.Count, $"the {label.ClassName} in the middle", [new Candidate(mask, 1)]));
                FeatureKey key = FeatureKey.Of(encoded[path], mirrored ? "mirrored file" : PictureFile);
                Add(key, mirrored ? $"{label.Image} mirrored" : label.Image, () => Mirroring.Apply(ImageDecoder.Decode(encoded[path]), mirrored));
            }
        }
    }

    /// <summary>D_ref: each composed picture with one sample per sentence; every object is a candidate.</summary>
    private void AddCollages(PptPool pool, LabelledObject[] objects, Dictionary<string, byte[]> encoded)
    {
        CollageComposer composer = new(pool, objects, item => ImageDecoder.Decode(encoded[item.Path]));
        var composed = new (string Sentence, string ClassName, Candidate[] Candidates)[pool.Collages][];
        HashSet<string>[] shown = new HashSet<string>[pool.Collages];
        FeatureKey[] keys = new FeatureKey[pool.Collages];
        Parallel.For(0, composed.Length, index =>
        {
            Collage collage = composer.Compose(index);
            IReadOnlyList<PlacedObject> placed = collage.Objects;
            shown[index] = [.. placed.Select(item => item.ClassName)];
            keys[index] = FeatureKey.Of(collage.Picture.Pixels, $"pixels {collage.Picture.Size}");
            CounterRandom random = new(pool.Seed, WordingPurpose, index);
            RunLengthMask[] masks = [.. placed.Select(item => RunLengthMask.FromMask(item.Visible))];
            composed[index] =
            [
                .. Enumerable.Range(0, placed.Count)
                    .SelectMany(target => SpatialSentences.About(placed[target], placed).Select(sentence => SampleOf(target, sentence))),
            ];

            (string, string, Candidate[]) SampleOf(int target, string sentence)
            {
                string className = placed[target].ClassName;
                string worded = pool.Wordings ? PlaceWordings.Vary(className, sentence, random) : sentence;
                return (worded, className, [.. masks.Select((mask, at) => new Candidate(mask, at == target ? 1 : 0))]);
            }
        });
        for (int index = 0; index < composed.Length; index++)
        {
            int captured = index;
            _sets[DRef].AddRange(composed[index].Select(item => new PointSample(_pictures.Count, item.Sentence, item.Candidates)));
            if (SentenceOfOthers(pool.Seed, index) is { } other)
            {
                _sets[DNone].Add(new PointSample(_pictures.Count, other, []));
            }

            Add(keys[index], $"composed picture {index}", () => composer.Compose(captured).Picture);
        }

        // Of another picture, about a class that this one does not show.
        string? SentenceOfOthers(long seed, int index)
        {
            CounterRandom random = new(seed, AbsencePurpose, index);
            for (int attempt = 0; attempt < 10; attempt++)
            {
                (string Sentence, string ClassName, Candidate[])[] others = composed[random.Below(composed.Length)];
                if (others.Length > 0 && random.Pick(others) is var (sentence, className, _) && !shown[index].Contains(className))
                {
                    return sentence;
                }
            }

            return null;
        }
    }

    /// <summary>
    /// H_sem: sentences whose only noun phrase is their one candidate. H_ref: sentences with several, or with one whose mask is in pieces; all
    /// candidates have score 0. H_group: all sentences of a ref where one of them has a candidate.
    /// </summary>
    private void AddSentences(PptPool pool, string dataDirectory, IGrouping<string, SentenceLabel>[] pictures)
    {
        foreach (IGrouping<string, SentenceLabel> picture in pictures)
        {
            (SentenceLabel Label, IReadOnlyList<RunLengthMask> Masks)[] sentences =
                [.. picture.Select(label => (label, TrustedLabels.CandidatesOf(label, pool)))];
            foreach ((SentenceLabel label, IReadOnlyList<RunLengthMask> masks) in sentences.Where(sentence => sentence.Masks.Count > 0))
            {
                (string set, double score) = masks.Count == 1 ? (HSem, 1) : (HRef, 0);
                _sets[set].Add(new PointSample(_pictures.Count, label.Text, [.. masks.Select(mask => new Candidate(mask, score))]));
            }

            foreach (var group in sentences.Where(sentence => sentence.Label.Ref is not null).GroupBy(sentence => sentence.Label.Ref))
            {
                Candidate[] shared = [.. Distinct([.. group.SelectMany(sentence => sentence.Masks)]).Select(mask => new Candidate(mask, 0))];
                if (shared.Length > 0)
                {
                    _sets[HGroup].AddRange(group.Select(item => new PointSample(_pictures.Count, item.Label.Text, shared) { Ref = group.Key }));
                }
            }

            string path = Path.Combine(dataDirectory, picture.Key);
            Add(FeatureKey.Of(File.ReadAllBytes(path), PictureFile), picture.Key, () => ImageDecoder.ReadFile(path));
        }
    }

    private void Add(FeatureKey key, string name, Func<RgbImage> picture)
    {
        _keys.Add(key);
        _names.Add(name);
        _pictures.Add(picture);
    }
}
