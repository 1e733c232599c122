using System.Text.Json;
using Referent.Data;
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
    /// <param name="labels">Lines <c>{"image","mask"}</c>, as <c>label ppt</c> writes them.</param>
    /// <exception cref="FileNotFoundException">Labels or truth are missing.</exception>
    public static PseudoLabelQuality Measure(string root, string labels)
    {
        IReadOnlyDictionary<string, RunLengthMask> truth = ObjectMaskFile.Read(root);
        double[] ious =
        [
            .. File.ReadLines(labels).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<JsonElement>(line))
                .Select(line => MaskAlgebra.IntersectionOverUnion(
                    RunLengthJson.Read(line.GetProperty("mask")), truth[line.GetProperty("image").GetString()!])),
        ];
        return new PseudoLabelQuality(ious.Length, ious.Average(), ious.Count(iou => iou > 0.5) / (double)ious.Length);
    }
}
