using FsCheck;
using FsCheck.Fluent;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Imaging.Tests.Masks;

internal static class MaskGenerator
{
    /// <summary>Masks of 1x1 to 12x12, from nearly empty to nearly full.</summary>
    public static Gen<BinaryMask> Masks { get; } =
        from height in Gen.Choose(1, 12)
        from width in Gen.Choose(1, 12)
        from mask in OfSize(new ImageSize(height, width))
        select mask;

    /// <summary>Two masks of one size.</summary>
    public static Gen<(BinaryMask First, BinaryMask Second)> Pairs { get; } =
        from first in Masks
        from second in OfSize(first.Size)
        select (first, second);

    private static Gen<BinaryMask> OfSize(ImageSize size) =>
        from share in Gen.Choose(0, 10)
        from values in Gen.Choose(0, 9).ArrayOf((int)size.PixelCount)
        select new BinaryMask(size, [.. values.Select(value => (byte)(value < share ? 1 : 0))]);
}
