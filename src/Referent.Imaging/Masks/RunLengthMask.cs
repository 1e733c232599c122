using Referent.Imaging.Geometry;

namespace Referent.Imaging.Masks;

/// <summary>
/// A mask as COCO stores it: lengths of runs down the columns (pixel index <c>x * height + y</c>), in turn outside and inside, starting outside.
/// Immutable. Differs from cocoapi's maskApi.c: every count is checked before it is used, and a size mismatch is an error instead of IoU -1.
/// </summary>
public sealed class RunLengthMask
{
    /// <summary>Largest picture a mask may claim. Chosen: as for decoding, <see cref="Codecs.DecodeLimits.MaxPixels"/>.</summary>
    public const long MaxPixels = 1L << 27;

    private readonly int[] _counts;

    /// <param name="size">Height and width, each at least 1, together at most <see cref="MaxPixels"/>.</param>
    /// <param name="counts">Lengths, each at least 0, that add up to the picture; the first is outside the mask and may be 0.</param>
    /// <exception cref="FormatException">The size or the counts break these rules.</exception>
    public RunLengthMask(ImageSize size, ReadOnlySpan<int> counts)
        : this(size, CheckedCopy(size, counts))
    {
    }

    private RunLengthMask(ImageSize size, int[] counts)
    {
        Size = size;
        _counts = counts;
    }

    public ImageSize Size { get; }

    /// <summary>Lengths of the runs, in turn outside and inside the mask.</summary>
    public ReadOnlySpan<int> Counts => _counts;

    /// <summary>Pixels inside the mask.</summary>
    public long Area
    {
        get
        {
            long area = 0;
            for (int i = 1; i < _counts.Length; i += 2)
            {
                area += _counts[i];
            }

            return area;
        }
    }

    /// <summary>Reads COCO's compressed counts.</summary>
    /// <param name="size">Height and width, as for the constructor.</param>
    /// <param name="counts">The string of the <c>counts</c> field.</param>
    /// <exception cref="FormatException">A character, a count or their sum is not what the format allows.</exception>
    public static RunLengthMask Parse(ImageSize size, ReadOnlySpan<char> counts)
    {
        CheckSize(size);
        return new RunLengthMask(size, CompressedCounts.Parse(size, counts));
    }

    /// <summary>The same mask as runs; no interior run is empty.</summary>
    public static RunLengthMask FromMask(BinaryMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        CheckSize(mask.Size);
        var runs = new RunBuilder(mask.Size);
        for (int x = 0; x < mask.Width; x++)
        {
            for (int at = x; at < mask.Pixels.Length; at += mask.Width)
            {
                runs.Add(mask.Pixels[at] != 0, 1);
            }
        }

        return runs.Build();
    }

    /// <summary>Used by operations whose counts are right by construction.</summary>
    internal static RunLengthMask FromTrustedCounts(ImageSize size, int[] counts) => new(size, counts);

    /// <summary>One byte a pixel, 0 or 1, row-major.</summary>
    public BinaryMask ToMask()
    {
        var mask = new BinaryMask(Size);
        int start = 0;
        for (int i = 0; i < _counts.Length; start += _counts[i], i++)
        {
            if (i % 2 == 0)
            {
                continue;
            }

            for (int at = start; at < start + _counts[i]; at++)
            {
                mask.Pixels[(at % Size.Height * Size.Width) + (at / Size.Height)] = 1;
            }
        }

        return mask;
    }

    /// <summary>The string of COCO's <c>counts</c> field; its alphabet holds the backslash, which JSON escapes.</summary>
    public string ToCompressedString() => CompressedCounts.Format(_counts);

    /// <summary>The smallest box around the mask; all zeros for an empty mask. COCO's <c>bbox</c> is its left, top, width and height.</summary>
    public BoxXyxy BoundingBox()
    {
        (int left, int top, int right, int bottom) = (int.MaxValue, int.MaxValue, -1, -1);
        int start = 0;
        for (int i = 0; i < _counts.Length; start += _counts[i], i++)
        {
            if (i % 2 == 0 || _counts[i] == 0)
            {
                continue;
            }

            int last = start + _counts[i] - 1;
            (int firstColumn, int lastColumn) = (start / Size.Height, last / Size.Height);
            (left, right) = (Math.Min(left, firstColumn), Math.Max(right, lastColumn));

            // A run that goes on in the next column touches the bottom of one and the top of the other.
            bool crosses = firstColumn != lastColumn;
            top = Math.Min(top, crosses ? 0 : start % Size.Height);
            bottom = Math.Max(bottom, crosses ? Size.Height - 1 : last % Size.Height);
        }

        return right < 0 ? default : new BoxXyxy(left, top, right + 1, bottom + 1);
    }

    private static int[] CheckedCopy(ImageSize size, ReadOnlySpan<int> counts)
    {
        CheckSize(size);
        long sum = 0;
        foreach (int count in counts)
        {
            sum += count >= 0
                ? count
                : throw new FormatException($"A run of a mask has length {count}; expected at least 0; the mask is damaged.");
        }

        CheckSum(size, sum);
        return counts.ToArray();
    }

    internal static void CheckSum(ImageSize size, long sum)
    {
        if (sum != size.PixelCount)
        {
            throw new FormatException(
                $"The runs of a mask add up to {sum} pixels; its size [{size.Height},{size.Width}] (height, width) needs {size.PixelCount}; "
                + "the mask is damaged.");
        }
    }

    /// <exception cref="FormatException">It is empty or larger than <see cref="MaxPixels"/>.</exception>
    internal static void CheckSize(ImageSize size)
    {
        if (size.Height < 1 || size.Width < 1 || size.PixelCount > MaxPixels)
        {
            throw new FormatException(
                $"A mask claims the size [{size.Height},{size.Width}] (height, width); expected at least 1 each and at most {MaxPixels} pixels.");
        }
    }
}
