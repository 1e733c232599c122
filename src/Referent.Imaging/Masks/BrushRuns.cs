using System.Numerics;

namespace Referent.Imaging.Masks;

/// <summary>
/// A mask as Label Studio stores what its brush painted: the bytes of an RGBA picture, each 0 or 255, as run lengths in a stream of bits.
/// It is another code than COCO's.
/// </summary>
/// <remarks>
/// Source: thi.ng/rle-pack and label-studio-sdk, converter/brush.py. 32 bits: the number of values; 5: bits of a value, less one; four times 4:
/// the widths a run length can have, less one. Then runs: a bit 1, the index of the width in two bits, the length less one, the value; a bit 0
/// would begin a list of single values and is never needed, since a pixel is four equal bytes.
/// </remarks>
public static class BrushRuns
{
    private const int Channels = 4;
    private const int ValueBits = 8;

    /// <summary>Widths of run lengths, in bits. Source: brush.py, <c>rle_sizes</c>.</summary>
    private static readonly int[] LengthBits = [3, 4, 8, 16];

    /// <summary>The bytes that Label Studio takes as a list of numbers in <c>value.rle</c>.</summary>
    public static byte[] Encode(BinaryMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        BitStream bits = new();
        bits.Write((uint)(mask.Pixels.Length * (long)Channels), 32);
        bits.Write(ValueBits - 1, 5);
        foreach (int width in LengthBits)
        {
            bits.Write((uint)width - 1, 4);
        }

        ReadOnlySpan<byte> rest = mask.Pixels;
        while (rest.Length > 0)
        {
            int pixels = rest.IndexOfAnyExcept(rest[0]);
            pixels = pixels < 0 ? rest.Length : pixels;
            WriteRun(bits, pixels * (long)Channels, rest[0] != 0 ? byte.MaxValue : byte.MinValue);
            rest = rest[pixels..];
        }

        return bits.ToArray();
    }

    private static void WriteRun(BitStream bits, long values, byte value)
    {
        while (values > 0)
        {
            uint length = (uint)Math.Min(values, 1L << LengthBits[^1]);
            int index = Array.FindIndex(LengthBits, width => length <= 1u << width);
            bits.Write(1, 1);
            bits.Write((uint)index, BitOperations.Log2((uint)LengthBits.Length));
            bits.Write(length - 1, LengthBits[index]);
            bits.Write(value, ValueBits);
            values -= length;
        }
    }

    /// <summary>Bits, the highest of each number first, filled up with zeros to whole bytes.</summary>
    private sealed class BitStream
    {
        private readonly List<byte> _bytes = [];
        private int _free;

        public void Write(uint number, int width)
        {
            for (int bit = width - 1; bit >= 0; bit--)
            {
                if (_free == 0)
                {
                    _bytes.Add(0);
                    _free = 8;
                }

                _free--;
                _bytes[^1] |= (byte)(((number >> bit) & 1) << _free);
            }
        }

        public byte[] ToArray() => [.. _bytes];
    }
}
