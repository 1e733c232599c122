using Referent.Imaging.Geometry;
using Referent.Models.Clip;
using Referent.Torch;

namespace Referent.Models.Sam;

/// <summary>
/// One prompt for one picture, in that picture's frame: points, a box, a map, any of them together. Each may be absent, but not all:
/// see <see cref="SamPredictor.Predict(SamImage, SamImagePrompt, bool)"/>.
/// </summary>
/// <param name="Points">In pixels of the picture, on the thing or beside it; empty for none.</param>
/// <param name="Box">Around the thing, in pixels of the picture; null for none.</param>
/// <param name="Map">
/// Logits on a grid of any h x w that covers the whole picture, without padding: above 0 on the thing. Resized to SAM's mask input; null for none.
/// </param>
public sealed record SamImagePrompt(IReadOnlyList<LabelledPoint> Points, BoxXyxy? Box = null, SimilarityMap? Map = null)
{
    /// <summary>
    /// Logit of what lies beyond the picture, where SAM's input is padded. Chosen: no thing reaches there, and a sigmoid of 5e-5 says so, where 0
    /// would say as likely as not; larger magnitudes say no more, and would make the seam the strongest edge of the map. No other value was tried.
    /// </summary>
    private const double PaddingLogit = -10;

    /// <summary>Whether it says nothing at all.</summary>
    internal bool IsEmpty => Points.Count == 0 && Box is null && Map is null;

    /// <summary>The same in the encoder's frame.</summary>
    /// <param name="plan">How the picture was fitted into SAM's input.</param>
    /// <param name="maskSide">M of <see cref="SamPrompts.Masks"/>.</param>
    /// <param name="device">Where the tensors go.</param>
    /// <returns>One prompt; its tensors are the innermost scope's.</returns>
    internal SamPrompts ToPrompts(ResizePlan plan, int maskSide, Device device) => new()
    {
        Points = Points.Count == 0 ? null : PointPositions(plan, device),
        Labels = Points.Count == 0 ? null : PointLabels(device),
        Boxes = Box is { } box ? Corners(plan.ToEncoder(box), device) : null,
        Masks = Map is { } map ? Fit(map, plan, maskSide, device) : null,
    };

    /// <summary>[1, N, 2]: x, y of the points in SAM's input.</summary>
    private Tensor PointPositions(ResizePlan plan, Device device)
    {
        IEnumerable<EncoderPoint> points = Points.Select(point => plan.ToEncoder(point.Position));
        return Tensor.From<float>([.. points.SelectMany(point => new[] { point.X, point.Y })], [1, Points.Count, 2], device);
    }

    /// <summary>[1, N]: the points' labels.</summary>
    private Tensor PointLabels(Device device)
    {
        IEnumerable<long> labels = Points.Select(point => point.Positive ? SamPrompts.PositiveLabel : SamPrompts.NegativeLabel);
        return Tensor.From<long>([.. labels], [1, Points.Count], device);
    }

    private static Tensor Corners(EncoderBox box, Device device) =>
        Tensor.From<float>([box.TopLeft.X, box.TopLeft.Y, box.BottomRight.X, box.BottomRight.Y], [1, 4], device);

    /// <summary>[1, 1, M, M]: the map where the picture lies in SAM's input, and padding beside it.</summary>
    private static Tensor Fit(SimilarityMap map, ResizePlan plan, int side, Device device)
    {
        using TensorScope scope = TensorScope.Begin();
        int Share(int resized, int padded) => Math.Max(1, (int)Math.Round((double)resized * side / padded));
        int height = Share(plan.Resized.Height, plan.Padded.Height), width = Share(plan.Resized.Width, plan.Padded.Width);
        Tensor fitted = Tensor.From<float>(map.Values, [1, 1, map.Height, map.Width], device).ResizeBilinear(height, width);
        return scope.Keep(fitted.Pad([0, side - width, 0, side - height], PaddingLogit));
    }
}
