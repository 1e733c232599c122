namespace Referent.Data.Refer;

/// <summary>The ground truth of one object. Evaluation only; training gets a <see cref="TrainingView"/>.</summary>
/// <param name="Id">COCO's annotation id.</param>
/// <param name="ImageId">The picture it lies in.</param>
/// <param name="CategoryId">Its class.</param>
/// <param name="Box">As written, which need not be the mask's own box.</param>
/// <param name="IsCrowd">Several objects marked as one.</param>
/// <param name="Segmentation">Its outline, unparsed until asked for.</param>
public sealed record ReferAnnotation(long Id, long ImageId, long CategoryId, CocoBox Box, bool IsCrowd, Segmentation Segmentation)
{
    /// <summary>Boxes that are right answers too, where a phrase has several; only ReferIt has such.</summary>
    public IReadOnlyList<CocoBox> OtherBoxes { get; init; } = [];
}
