using Referent.Data.ObjectCentric;
using Referent.Imaging.Masks;

namespace Referent.Evaluation;

/// <summary>How good the pseudo-masks of object-centric pictures are, against the truth that only a world has.</summary>
/// <param name="Pictures">Pictures with a pseudo-mask.</param>
/// <param name="MeanIou">Mean IoU over them, 0 to 1.</param>
/// <param name="AboveHalf">Share with an IoU above one half.</param>
public sealed record PseudoLabelQuality(int Pictures, double MeanIou, double AboveHalf)
{
    /// <param name="root">A world's folder.</param>
    /// <param name="labels">Of each labelled picture its path in that folder, and its pseudo-mask.</param>
    /// <returns>All 0 without any.</returns>
    /// <exception cref="FileNotFoundException">The truth is missing.</exception>
    /// <exception cref="InvalidDataException">A picture is not the world's.</exception>
    public static PseudoLabelQuality Measure(string root, IEnumerable<(string Image, RunLengthMask Mask)> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        IReadOnlyDictionary<string, RunLengthMask> truth = ObjectMaskFile.Read(root);
        double[] ious =
        [
            .. labels.Select(label => MaskAlgebra.IntersectionOverUnion(
                label.Mask,
                truth.GetValueOrDefault(label.Image) ?? throw new InvalidDataException($"{root}: there is no object picture {label.Image}."))),
        ];
        return new PseudoLabelQuality(ious.Length, ious.DefaultIfEmpty(0).Average(), ious.Count(iou => iou > 0.5) / (double)Math.Max(1, ious.Length));
    }
}
