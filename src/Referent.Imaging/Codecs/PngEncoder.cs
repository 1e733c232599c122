using System.Buffers.Binary;
using System.IO.Compression;
using Referent.Imaging.Codecs.Png;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Imaging.Codecs;

/// <summary>Writes 8-bit PNG without metadata. Thread-safe; the same pixels and .NET runtime give the same bytes.</summary>
public static class PngEncoder
{
    /// <returns>The whole file.</returns>
    public static byte[] Encode(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Encode(image.Size, PngColour.Rgb, image.Pixels);
    }

    /// <returns>The whole file, with transparency.</returns>
    public static byte[] Encode(RgbaImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Encode(image.Size, PngColour.Rgba, image.Pixels);
    }

    /// <returns>The whole file: one grey channel, 255 inside the mask and 0 outside.</returns>
    public static byte[] Encode(BinaryMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        byte[] grey = GC.AllocateUninitializedArray<byte>(mask.Pixels.Length);
        for (int i = 0; i < grey.Length; i++)
        {
            grey[i] = mask.Pixels[i] != 0 ? byte.MaxValue : byte.MinValue;
        }

        return Encode(mask.Size, PngColour.Grey, grey);
    }

    private static byte[] Encode(ImageSize size, PngColour colour, byte[] pixels)
    {
        var header = new PngHeader(size, 8, colour, Interlaced: false);
        using var png = new MemoryStream();
        png.Write(PngChunk.Signature);
        Span<byte> body = stackalloc byte[13];
        body.Clear();
        BinaryPrimitives.WriteInt32BigEndian(body, size.Width);
        BinaryPrimitives.WriteInt32BigEndian(body[4..], size.Height);
        body[8] = 8;
        body[9] = (byte)colour;
        PngChunk.Write(png, "IHDR"u8, body);
        PngChunk.Write(png, "IDAT"u8, Compress(header, pixels));
        PngChunk.Write(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static ReadOnlySpan<byte> Compress(PngHeader header, byte[] pixels)
    {
        var data = new MemoryStream();
        int length = header.RowBytes(header.Size.Width);
        var rows = new PngRowFilter(length, header.FilterStep);
        using (var deflated = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int y = 0; y < header.Size.Height; y++)
            {
                ReadOnlySpan<byte> above = y == 0 ? default : pixels.AsSpan((y - 1) * length, length);
                deflated.Write(rows.Apply(pixels.AsSpan(y * length, length), above));
            }
        }

        return data.GetBuffer().AsSpan(0, (int)data.Length);
    }
}
