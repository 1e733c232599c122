using System.Buffers.Binary;
using System.IO.Compression;

namespace Referent.Imaging.Codecs.Png;

/// <summary>Decodes still PNG of every colour type and depth, row by row, so that a false header costs no memory beyond its checked size.</summary>
internal static class PngDecoder
{
    public static PixelBuffer Decode(ReadOnlySpan<byte> png, DecodeLimits limits)
    {
        ReadOnlySpan<byte> rest = png[PngChunk.Signature.Length..];
        PngHeader header = PngHeader.Read(PngChunk.Take(ref rest), limits);
        ReadOnlySpan<byte> colours = default;
        ReadOnlySpan<byte> transparency = default;
        int orientation = ExifOrientation.Upright;
        using var data = new MemoryStream();
        while (true)
        {
            PngChunk chunk = PngChunk.Take(ref rest);
            if (chunk.Type.SequenceEqual("IEND"u8))
            {
                break;
            }

            if (chunk.Type.SequenceEqual("IDAT"u8))
            {
                data.Write(chunk.Body);
            }
            else if (chunk.Type.SequenceEqual("PLTE"u8))
            {
                colours = chunk.Body;
            }
            else if (chunk.Type.SequenceEqual("tRNS"u8))
            {
                transparency = chunk.Body;
            }
            else if (chunk.Type.SequenceEqual("eXIf"u8))
            {
                orientation = ExifOrientation.Read(chunk.Body);
            }
            else if (chunk.Type.SequenceEqual("acTL"u8) && chunk.Body.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(chunk.Body) > 1)
            {
                throw new ImageFormatException("The PNG is animated; a still picture is expected; save one frame of it.");
            }
            else if (chunk.IsCritical)
            {
                throw new ImageFormatException("The PNG has a critical chunk that the format does not know; the file is damaged.");
            }
        }

        if (header.Colour == PngColour.Palette && colours.IsEmpty)
        {
            throw new ImageFormatException("The PNG has indexed colours and no palette; the file is damaged.");
        }

        data.Position = 0;
        var expander = new PngRowExpander(header, new PngPalette(colours, transparency));
        return new PixelBuffer(header.Size, expander.Channels, DecodeRows(header, expander, data), orientation);
    }

    private static byte[] DecodeRows(PngHeader header, PngRowExpander expander, MemoryStream data)
    {
        // Deflate shrinks at most 1032 times, so a header that claims more than the data can hold is refused before the picture is allocated.
        long rawBytes = (long)header.RowBytes(header.Size.Width) * header.Size.Height;
        if (rawBytes / 1032 > data.Length)
        {
            throw PngChunk.Truncated();
        }

        int channels = expander.Channels;
        byte[] pixels = PixelBuffer.Allocate(header.Size, channels);
        using var inflated = new ZLibStream(data, CompressionMode.Decompress);
        try
        {
            foreach (PngPass pass in PngPass.Of(header))
            {
                int width = pass.WidthOf(header.Size);
                if (width == 0)
                {
                    continue;
                }

                // The filter byte stands before each row.
                byte[] row = new byte[1 + header.RowBytes(width)];
                byte[] above = new byte[row.Length];
                for (int y = pass.Top; y < header.Size.Height; y += pass.StepY)
                {
                    inflated.ReadExactly(row);
                    PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), header.FilterStep);
                    Span<byte> target = pixels.AsSpan(checked((((y * header.Size.Width) + pass.Left) * channels)));
                    expander.Expand(row.AsSpan(1), target, width, pass.StepX * channels);
                    (row, above) = (above, row);
                }
            }
        }
        catch (EndOfStreamException e)
        {
            throw new ImageFormatException(PngChunk.Truncated().Message, e);
        }
        catch (InvalidDataException e)
        {
            throw new ImageFormatException("The PNG has compressed data that cannot be read; the file is damaged; fetch it again.", e);
        }

        return pixels;
    }
}
