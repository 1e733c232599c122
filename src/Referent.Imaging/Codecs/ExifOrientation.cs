using System.Buffers.Binary;
using Referent.Imaging.Geometry;

namespace Referent.Imaging.Codecs;

/// <summary>Reads the orientation tag of an EXIF block and turns pixels upright by it. Source: EXIF 2.3, tag 0x0112.</summary>
internal static class ExifOrientation
{
    public const int Upright = 1;
    private const int OrientationTag = 0x0112;
    private const int ShortType = 3;
    private const int EntryLength = 12;

    /// <summary>The orientation in a TIFF block, 1 to 8; <see cref="Upright"/> when there is none or the block is damaged.</summary>
    /// <param name="tiff">Starts at the byte order mark (<c>II</c> or <c>MM</c>), after any <c>Exif\0\0</c>.</param>
    public static int Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.StartsWith("Exif\0\0"u8))
        {
            tiff = tiff[6..];
        }

        bool little = tiff.StartsWith("II"u8);
        if (tiff.Length < 8 || (!little && !tiff.StartsWith("MM"u8)))
        {
            return Upright;
        }

        uint directory = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
        {
            return Upright;
        }

        int count = Short(tiff[(int)directory..], little);
        ReadOnlySpan<byte> entries = tiff[((int)directory + 2)..];
        for (int i = 0; i < count && entries.Length >= EntryLength; i++, entries = entries[EntryLength..])
        {
            if (Short(entries, little) == OrientationTag && Short(entries[2..], little) == ShortType)
            {
                int value = Short(entries[8..], little);
                return value is >= 1 and <= 8 ? value : Upright;
            }
        }

        return Upright;
    }

    /// <summary>The same picture turned upright; the buffer itself when it already is.</summary>
    public static PixelBuffer Apply(PixelBuffer image)
    {
        if (image.Orientation == Upright)
        {
            return image;
        }

        (int height, int width) = (image.Size.Height, image.Size.Width);
        bool transposed = image.Orientation >= 5;
        ImageSize size = transposed ? new ImageSize(width, height) : image.Size;
        int c = image.Channels;
        int row = width * c;

        // Step right and step down in the upright picture, as offsets into the stored one.
        (int start, int right, int down) = image.Orientation switch
        {
            2 => (row - c, -c, row),
            3 => ((height * row) - c, -c, -row),
            4 => ((height - 1) * row, c, -row),
            5 => (0, row, c),
            6 => ((height - 1) * row, -row, c),
            7 => ((height * row) - c, -row, -c),
            _ => (row - c, row, -c),
        };

        byte[] pixels = PixelBuffer.Allocate(size, c);
        ReadOnlySpan<byte> source = image.Pixels;
        Span<byte> target = pixels;
        for (int y = 0; y < size.Height; y++, start += down)
        {
            for (int x = 0, from = start; x < size.Width; x++, from += right)
            {
                source.Slice(from, c).CopyTo(target);
                target = target[c..];
            }
        }

        return new PixelBuffer(size, c, pixels, Upright);
    }

    private static int Short(ReadOnlySpan<byte> at, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);
}
