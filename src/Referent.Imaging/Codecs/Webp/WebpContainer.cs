using System.Buffers.Binary;

namespace Referent.Imaging.Codecs.Webp;

/// <summary>The RIFF container around a WebP picture. Source: WebP container specification.</summary>
internal static class WebpContainer
{
    private const int FirstChunk = 12;

    public static bool Matches(ReadOnlySpan<byte> file) =>
        file.Length >= FirstChunk && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8);

    /// <summary>The EXIF orientation, 1 to 8; upright when the file carries none.</summary>
    public static int Orientation(ReadOnlySpan<byte> webp)
    {
        ReadOnlySpan<byte> rest = webp[FirstChunk..];
        while (rest.Length >= 8)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > rest.Length - 8)
            {
                break;
            }

            if (rest.StartsWith("EXIF"u8))
            {
                return ExifOrientation.Read(rest.Slice(8, (int)length));
            }

            rest = rest[Math.Min(rest.Length, 8 + (int)length + ((int)length & 1))..];
        }

        return ExifOrientation.Upright;
    }
}
