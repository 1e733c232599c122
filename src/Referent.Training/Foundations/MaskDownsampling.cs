using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Training.Foundations;

/// <summary>A mask at the resolution of SAM's logits.</summary>
public static class MaskDownsampling
{
    /// <param name="mask">At the picture's size.</param>
    /// <param name="plan">How the picture was resized and padded for the encoder.</param>
    /// <param name="side">M, the side of the logits; they cover the padded frame.</param>
    /// <returns>[M, M]: the share of each logit's square that the mask covers, in [0, 1].</returns>
    public static float[] AreaAverage(BinaryMask mask, ResizePlan plan, int side)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(plan);
        double scaleX = (double)plan.Resized.Width / mask.Width * side / plan.Padded.Width;
        double scaleY = (double)plan.Resized.Height / mask.Height * side / plan.Padded.Height;
        float[] target = new float[side * side];
        for (int y = 0; y < mask.Height; y++)
        {
            for (int x = 0; x < mask.Width; x++)
            {
                if (mask[y, x])
                {
                    Spread(target, side, x * scaleX, (x + 1) * scaleX, y * scaleY, (y + 1) * scaleY);
                }
            }
        }

        return target;
    }

    /// <summary>Adds the area of a rectangle to every square it overlaps; squares have side 1.</summary>
    private static void Spread(float[] target, int side, double left, double right, double top, double bottom)
    {
        for (int row = (int)top; row < Math.Min(side, Math.Ceiling(bottom)); row++)
        {
            double height = Math.Min(bottom, row + 1) - Math.Max(top, row);
            for (int column = (int)left; column < Math.Min(side, Math.Ceiling(right)); column++)
            {
                double width = Math.Min(right, column + 1) - Math.Max(left, column);
                target[(row * side) + column] += (float)(width * height);
            }
        }
    }
}
