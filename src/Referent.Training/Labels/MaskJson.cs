using Referent.Imaging.Masks;

namespace Referent.Training.Labels;

/// <summary>A mask in a line of labels: COCO's run-length object with a compressed string.</summary>
internal static class MaskJson
{
    /// <summary>What a serialiser writes as <c>{"size":[height,width],"counts":"..."}</c>.</summary>
    public static object Of(RunLengthMask mask) => new { size = new[] { mask.Size.Height, mask.Size.Width }, counts = mask.ToCompressedString() };
}
