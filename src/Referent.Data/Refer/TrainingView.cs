namespace Referent.Data.Refer;

/// <summary>What weakly-supervised training may see of a ref: the picture and the sentences.</summary>
/// <param name="RefId">Tells samples apart; it carries nothing about the object.</param>
/// <param name="ImagePath">The picture's file.</param>
/// <param name="Sentences">The ways this object is referred to.</param>
public sealed record TrainingSample(long RefId, string ImagePath, IReadOnlyList<ReferSentence> Sentences);

/// <summary>
/// A split as training may see it: no masks, boxes, annotation ids or categories. It is built from the refs file alone and never opens
/// <c>instances.json</c>, so whatever stands there cannot reach a model. ReferIt has both in one file; only picture and sentence are taken over.
/// </summary>
public sealed class TrainingView
{
    private TrainingView(IReadOnlyList<TrainingSample> samples) => Samples = samples;

    /// <summary>One per ref, in the file's order.</summary>
    public IReadOnlyList<TrainingSample> Samples { get; }

    /// <summary>Reads the refs of one split; arguments and errors as <see cref="ReferFiles.Locate"/>.</summary>
    /// <param name="root">The data root.</param>
    /// <param name="dataset">One of <see cref="ReferFiles.DatasetNames"/>.</param>
    /// <param name="split">A split by the rules of <see cref="ReferSplit"/>.</param>
    /// <param name="splitBy">Null for the default.</param>
    /// <exception cref="ArgumentException">No such dataset, or no ref in the split.</exception>
    /// <exception cref="InvalidDataException">The refs file is damaged.</exception>
    public static TrainingView Load(string root, string dataset, string split, string? splitBy = null)
    {
        ReferFiles files = ReferFiles.Locate(root, dataset, splitBy);
        IReadOnlyList<Ref> all = dataset == ReferFiles.ReferIt ? ReferItFiles.Read(files).Refs : RefsFile.Read(files.RefsPath);
        IReadOnlyList<Ref> refs = ReferSplit.Select(all, split);
        return new TrainingView(
            [.. refs.Select(reference => new TrainingSample(reference.Id, files.ImagePath(reference.ImageId), reference.Sentences))]);
    }
}
