using System.Buffers.Binary;
using Referent.Imaging.Geometry;

namespace Referent.Imaging.Codecs.Jpeg;

/// <summary>What a JPEG says before its first scan. Source: ITU-T T.81, annex B; Adobe technical note 5116 for APP14.</summary>
/// <param name="Size">Height and width of the frame, within the limits.</param>
/// <param name="Components">1 (grey), 3 (colour) or 4 (CMYK or YCCK).</param>
/// <param name="Orientation">EXIF orientation, 1 to 8.</param>
/// <param name="HasAdobeMarker">Whether an Adobe marker is there; its CMYK is stored inverted.</param>
internal sealed record JpegHeader(ImageSize Size, int Components, int Orientation, bool HasAdobeMarker)
{
    private const int StartOfScan = 0xda;
    private const int EndOfImage = 0xd9;

    /// <summary>Start of image, and the first byte of the next marker.</summary>
    public static ReadOnlySpan<byte> Magic => [0xff, 0xd8, 0xff];

    /// <summary>Walks the markers up to the first scan, and checks that the file ends with its end marker.</summary>
    /// <exception cref="ImageFormatException">The header is damaged, over the limits or of a refused kind, or the file is cut off.</exception>
    public static JpegHeader Read(ReadOnlySpan<byte> jpeg, DecodeLimits limits)
    {
        JpegHeader? header = null;
        int orientation = 0;
        bool adobe = false;
        int at = 2;
        while (true)
        {
            (int marker, int start, int end) = NextSegment(jpeg, at);
            ReadOnlySpan<byte> body = jpeg[start..end];
            if (marker == StartOfScan)
            {
                break;
            }

            if (IsFrame(marker))
            {
                header ??= ReadFrame(marker, body, limits);
            }
            else if (marker == 0xe1 && orientation == 0 && body.StartsWith("Exif\0\0"u8))
            {
                orientation = ExifOrientation.Read(body);
            }
            else if (marker == 0xee && body.Length >= 12 && body.StartsWith("Adobe"u8))
            {
                adobe = true;
            }

            at = end;
        }

        if (header is null)
        {
            throw new ImageFormatException("The JPEG has no frame header before its first scan; the file is damaged.");
        }

        // Byte stuffing keeps this pair out of entropy-coded data, so it is there only when the file reaches its end.
        if (jpeg[at..].LastIndexOf([(byte)0xff, (byte)EndOfImage]) < 0)
        {
            throw Truncated();
        }

        return header with { Orientation = Math.Max(orientation, ExifOrientation.Upright), HasAdobeMarker = adobe };
    }

    public static ImageFormatException Truncated() => new("The JPEG is truncated: it ends before its picture does; fetch the file again.");

    private static (int Marker, int Start, int End) NextSegment(ReadOnlySpan<byte> jpeg, int at)
    {
        // Bytes between segments are skipped up to the next marker; 0xff may be repeated as filling.
        int marker;
        do
        {
            int skip = at < jpeg.Length ? jpeg[at..].IndexOf((byte)0xff) : -1;
            if (skip < 0 || at + skip + 1 >= jpeg.Length)
            {
                throw Truncated();
            }

            at += skip + 1;
            marker = jpeg[at];
        }
        while (marker is 0 or 0xff or 0x01 or (>= 0xd0 and <= 0xd8));

        if (marker == EndOfImage)
        {
            throw new ImageFormatException("The JPEG ends before its first scan; the file is damaged.");
        }

        int start = at + 3;
        if (start > jpeg.Length)
        {
            throw Truncated();
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 1)..]);
        if (length < 2)
        {
            throw new ImageFormatException($"The JPEG has a segment of length {length}; expected at least 2; the file is damaged.");
        }

        int end = at + 1 + length;
        return end <= jpeg.Length ? (marker, start, end) : throw Truncated();
    }

    /// <summary>Start-of-frame markers are 0xc0 to 0xcf, without the tables DHT, JPG and DAC.</summary>
    private static bool IsFrame(int marker) => marker is >= 0xc0 and <= 0xcf and not 0xc4 and not 0xc8 and not 0xcc;

    private static JpegHeader ReadFrame(int marker, ReadOnlySpan<byte> body, DecodeLimits limits)
    {
        if (body.Length < 6)
        {
            throw new ImageFormatException($"The JPEG frame header has {body.Length} bytes; expected at least 6; the file is damaged.");
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        int components = body[5];
        if (marker is not (0xc0 or 0xc1 or 0xc2 or 0xc9 or 0xca) || body[0] != 8 || components is not (1 or 3 or 4))
        {
            throw new ImageFormatException(
                $"The JPEG is of kind {marker - 0xc0} with {components} components of {body[0]} bits; " +
                "baseline or progressive with 1, 3 or 4 of 8 bits are read; convert it.");
        }

        return new JpegHeader(limits.Check("JPEG", height, width), components, 0, false);
    }
}
