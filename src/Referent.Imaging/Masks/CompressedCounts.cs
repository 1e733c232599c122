using System.Text;
using Referent.Imaging.Geometry;

namespace Referent.Imaging.Masks;

/// <summary>
/// COCO's text form of run lengths: from the fourth count on the difference to the one two before, in groups of five bits, lowest first,
/// each a character from <c>0</c> on; 0x20 marks that more follow, 0x10 of the last group is the sign.
/// Source: cocoapi, common/maskApi.c, rleToString and rleFrString, without their reads and writes past the end.
/// </summary>
internal static class CompressedCounts
{
    private const char First = '0';
    private const int GroupBits = 5;
    private const int More = 0x20;
    private const int Sign = 0x10;

    /// <summary>A difference of 32-bit counts takes at most this many groups.</summary>
    private const int MaxGroups = 7;

    /// <summary>The first count that is stored as a difference.</summary>
    private const int FirstDifference = 3;

    public static string Format(ReadOnlySpan<int> counts)
    {
        var text = new StringBuilder();
        for (int i = 0; i < counts.Length; i++)
        {
            long value = i < FirstDifference ? counts[i] : (long)counts[i] - counts[i - 2];
            bool more;
            do
            {
                long group = value & (More - 1);
                value >>= GroupBits;
                more = (group & Sign) != 0 ? value != -1 : value != 0;
                text.Append((char)(First + group + (more ? More : 0)));
            }
            while (more);
        }

        return text.ToString();
    }

    /// <exception cref="FormatException">A character, a count or their sum is not what the format allows.</exception>
    public static int[] Parse(ImageSize size, ReadOnlySpan<char> text)
    {
        var counts = new List<int>();
        long sum = 0;
        int at = 0;
        while (at < text.Length)
        {
            long count = TakeNumber(text, ref at);
            if (counts.Count >= FirstDifference)
            {
                count += counts[^2];
            }

            sum += count;
            if (count < 0 || sum > size.PixelCount)
            {
                throw new FormatException(
                    $"Run {counts.Count} of a mask has length {count}; it does not fit the size [{size.Height},{size.Width}] (height, width); "
                    + "the mask is damaged.");
            }

            counts.Add((int)count);
        }

        RunLengthMask.CheckSum(size, sum);
        return [.. counts];
    }

    private static long TakeNumber(ReadOnlySpan<char> text, ref int at)
    {
        long value = 0;
        for (int group = 0; group < MaxGroups; group++, at++)
        {
            if (at == text.Length)
            {
                throw new FormatException("The counts of a mask end within a number; the mask is cut off.");
            }

            int bits = text[at] - First;
            if (bits is < 0 or >= 2 * More)
            {
                throw new FormatException(
                    $"The counts of a mask hold the character 0x{(int)text[at]:x2} at {at}; expected '0' to 'o'; the mask is damaged.");
            }

            value |= (long)(bits & (More - 1)) << (group * GroupBits);
            if ((bits & More) == 0)
            {
                at++;
                return (bits & Sign) == 0 ? value : value | (-1L << ((group + 1) * GroupBits));
            }
        }

        throw new FormatException($"The counts of a mask hold a number of more than {MaxGroups} characters; the mask is damaged.");
    }
}
