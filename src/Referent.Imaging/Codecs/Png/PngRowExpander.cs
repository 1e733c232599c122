using System.Buffers.Binary;

namespace Referent.Imaging.Codecs.Png;

/// <summary>
/// Turns plain rows of any PNG kind into 8-bit RGB or RGBA. Gamma and colour profiles are ignored, and 16-bit samples keep their high byte, as Pillow
/// does for colours. Differs from Pillow: 16-bit grey keeps its high byte too (Pillow clips it to 255, which loses the picture).
/// </summary>
internal sealed class PngRowExpander(PngHeader header, PngPalette palette)
{
    /// <summary>4 when the file holds any transparency, else 3.</summary>
    public int Channels { get; } = header.Colour is PngColour.GreyAlpha or PngColour.Rgba || palette.HasTransparency ? 4 : 3;

    /// <param name="row">A plain row of the file.</param>
    /// <param name="target">Where the first pixel goes.</param>
    /// <param name="width">Pixels in the row.</param>
    /// <param name="stride">Bytes from one pixel's place to the next: <see cref="Channels"/>, or more for an interlaced pass.</param>
    public void Expand(ReadOnlySpan<byte> row, Span<byte> target, int width, int stride)
    {
        switch (header.Colour)
        {
            case PngColour.Rgb when header.Depth == 8 && Channels == 3 && stride == 3:
            case PngColour.Rgba when header.Depth == 8 && stride == 4:
                row[..(width * stride)].CopyTo(target);
                break;
            case PngColour.Grey or PngColour.Palette:
                ExpandSingle(row, target, width, stride);
                break;
            default:
                ExpandColour(row, target, width, stride);
                break;
        }
    }

    private void ExpandSingle(ReadOnlySpan<byte> row, Span<byte> target, int width, int stride)
    {
        int perByte = 8 / Math.Min(header.Depth, 8);
        int most = (1 << header.Depth) - 1;
        int key = palette.GreyKey;
        for (int x = 0; x < width; x++)
        {
            int value = header.Depth switch
            {
                16 => BinaryPrimitives.ReadUInt16BigEndian(row[(x * 2)..]),
                8 => row[x],
                _ => (row[x / perByte] >> (8 - (header.Depth * ((x % perByte) + 1)))) & most,
            };
            Span<byte> pixel = target.Slice(x * stride, Channels);
            if (header.Colour == PngColour.Palette)
            {
                palette[value][..Channels].CopyTo(pixel);
                continue;
            }

            pixel[..3].Fill((byte)(header.Depth == 16 ? value >> 8 : value * 255 / most));
            if (Channels == 4)
            {
                pixel[3] = value == key ? byte.MinValue : byte.MaxValue;
            }
        }
    }

    private void ExpandColour(ReadOnlySpan<byte> row, Span<byte> target, int width, int stride)
    {
        int sampleBytes = header.Depth / 8;
        int pixelBytes = header.Samples * sampleBytes;
        int lastColour = header.Colour == PngColour.GreyAlpha ? 0 : 2;
        bool hasAlpha = header.Colour != PngColour.Rgb;
        for (int x = 0; x < width; x++)
        {
            ReadOnlySpan<byte> from = row.Slice(x * pixelBytes, pixelBytes);
            Span<byte> pixel = target.Slice(x * stride, Channels);
            for (int i = 0; i < 3; i++)
            {
                pixel[i] = from[Math.Min(i, lastColour) * sampleBytes];
            }

            if (Channels == 4)
            {
                pixel[3] = hasAlpha ? from[(lastColour + 1) * sampleBytes] : IsKey(from) ? byte.MinValue : byte.MaxValue;
            }
        }
    }

    /// <summary>Whether an RGB pixel is the transparent colour, compared at the file's own depth.</summary>
    private bool IsKey(ReadOnlySpan<byte> pixel)
    {
        for (int i = 0; i < 3; i++)
        {
            int sample = header.Depth == 16 ? BinaryPrimitives.ReadUInt16BigEndian(pixel[(i * 2)..]) : pixel[i];
            if (sample != palette.RgbKey(i))
            {
                return false;
            }
        }

        return true;
    }
}
