using Referent.Imaging.Geometry;

namespace Referent.Data.Refer;

/// <summary>A box as COCO writes it, in pixels of the original picture.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Extent to the right.</param>
/// <param name="Height">Extent downwards.</param>
public readonly record struct CocoBox(double X, double Y, double Width, double Height)
{
    /// <summary>
    /// The box that TRIS compares with: all four numbers cut to integers, then added. Source: TRIS <c>dataset/ReferDataset.py</c>.
    /// </summary>
    public BoxXyxy Truncated
    {
        get
        {
            double left = Math.Truncate(X);
            double top = Math.Truncate(Y);
            return new BoxXyxy(left, top, left + Math.Truncate(Width), top + Math.Truncate(Height));
        }
    }
}
