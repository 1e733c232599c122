using Referent.Imaging;
using Referent.Imaging.Masks;

namespace Referent.Data.World.Corpora;

/// <summary>Cuts parts out of visible objects: connected regions of one colour, and at times a half.</summary>
internal static class PartFinder
{
    /// <summary>Sum of the channels' differences up to which a pixel continues a region. Chosen: takes shading along, stops at outlines.</summary>
    private const int ColourTolerance = 66;

    /// <summary>Share of the object that a part may have.</summary>
    private const double Smallest = 0.06;

    private const double Largest = 0.75;

    /// <summary>Fewest pixels of a part. Chosen: a disc of 6 pixels across.</summary>
    private const int FewestPixels = 28;

    /// <summary>
    /// The connected region around a random pixel of the object whose colours are like that pixel's; null where it is too small or nearly all of it.
    /// </summary>
    /// <param name="painted">The picture before grain.</param>
    /// <param name="whole">The object's visible pixels, in the picture's size.</param>
    /// <param name="random">Chooses the pixel.</param>
    public static BinaryMask? ColourRegion(RgbImage painted, BinaryMask whole, WorldRandom random)
    {
        int[] inside = PixelsOf(whole);
        int seed = random.Pick(inside);
        BinaryMask part = new(whole.Size);
        Stack<int> open = new([seed]);
        part.Pixels[seed] = 1;
        int area = 0;
        while (open.TryPop(out int at))
        {
            area++;
            int x = at % whole.Width;
            Visit(at - whole.Width, at >= whole.Width);
            Visit(at + whole.Width, at + whole.Width < part.Pixels.Length);
            Visit(at - 1, x > 0);
            Visit(at + 1, x + 1 < whole.Width);
        }

        return IsPart(area, inside.Length) ? part : null;

        void Visit(int next, bool exists)
        {
            if (exists && part.Pixels[next] == 0 && whole.Pixels[next] != 0 && Difference(painted, seed, next) <= ColourTolerance)
            {
                part.Pixels[next] = 1;
                open.Push(next);
            }
        }
    }

    /// <summary>The pixels of an object on one side of its middle row or column.</summary>
    public static BinaryMask? Half(BinaryMask whole, WorldRandom random)
    {
        int[] inside = PixelsOf(whole);
        bool byColumn = random.Chance(0.5);
        bool first = random.Chance(0.5);
        int[] positions = [.. inside.Select(at => byColumn ? at % whole.Width : at / whole.Width)];
        int middle = (positions.Min() + positions.Max() + 1) / 2;
        BinaryMask part = new(whole.Size);
        int area = 0;
        for (int i = 0; i < inside.Length; i++)
        {
            if (positions[i] < middle == first)
            {
                part.Pixels[inside[i]] = 1;
                area++;
            }
        }

        return IsPart(area, inside.Length) ? part : null;
    }

    private static bool IsPart(int area, int whole) => area >= FewestPixels && area >= Smallest * whole && area <= Largest * whole;

    private static int[] PixelsOf(BinaryMask mask) => [.. Enumerable.Range(0, mask.Pixels.Length).Where(i => mask.Pixels[i] != 0)];

    private static int Difference(RgbImage image, int a, int b)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        return Math.Abs(pixels[a * 3] - pixels[b * 3])
            + Math.Abs(pixels[(a * 3) + 1] - pixels[(b * 3) + 1])
            + Math.Abs(pixels[(a * 3) + 2] - pixels[(b * 3) + 2]);
    }
}
