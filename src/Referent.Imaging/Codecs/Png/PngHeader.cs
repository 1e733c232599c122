using System.Buffers.Binary;
using Referent.Imaging.Geometry;

namespace Referent.Imaging.Codecs.Png;

internal enum PngColour
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}

/// <summary>The IHDR chunk. Source: PNG specification, section 11.2.2.</summary>
/// <param name="Size">Height and width, within the limits.</param>
/// <param name="Depth">Bits a sample: 1, 2, 4, 8 or 16.</param>
/// <param name="Colour">What a pixel is made of.</param>
/// <param name="Interlaced">Whether the rows come in the seven passes of Adam7.</param>
internal sealed record PngHeader(ImageSize Size, int Depth, PngColour Colour, bool Interlaced)
{
    private const int Length = 13;

    public int Samples => Colour switch
    {
        PngColour.Rgb => 3,
        PngColour.GreyAlpha => 2,
        PngColour.Rgba => 4,
        _ => 1,
    };

    /// <summary>Distance in bytes between a byte and its left neighbour in the filters; at least 1.</summary>
    public int FilterStep => Math.Max(1, Samples * Depth / 8);

    /// <summary>Bytes of a row of so many pixels, without its filter byte.</summary>
    public int RowBytes(int width) => checked((int)((((long)width * Samples * Depth) + 7) / 8));

    public static PngHeader Read(PngChunk chunk, DecodeLimits limits)
    {
        ReadOnlySpan<byte> body = chunk.Body;
        if (!chunk.Type.SequenceEqual("IHDR"u8) || body.Length != Length)
        {
            throw new ImageFormatException("The PNG does not begin with its header; the file is damaged.");
        }

        ImageSize size = limits.Check("PNG", BinaryPrimitives.ReadUInt32BigEndian(body[4..]), BinaryPrimitives.ReadUInt32BigEndian(body));
        (int depth, var colour, int interlace) = (body[8], (PngColour)body[9], body[12]);
        bool known = colour switch
        {
            PngColour.Grey => depth is 1 or 2 or 4 or 8 or 16,
            PngColour.Palette => depth is 1 or 2 or 4 or 8,
            PngColour.Rgb or PngColour.GreyAlpha or PngColour.Rgba => depth is 8 or 16,
            _ => false,
        };
        if (!known || body[10] != 0 || body[11] != 0 || interlace > 1)
        {
            throw new ImageFormatException(
                $"The PNG header claims colour type {body[9]}, {depth} bits, methods {body[10]}, {body[11]}, {interlace}; " +
                "the format has no such kind; the file is damaged.");
        }

        return new PngHeader(size, depth, colour, interlace == 1);
    }
}
