using System.Buffers.Binary;

namespace Referent.Imaging.Codecs.Png;

/// <summary>The PLTE and tRNS chunks: colours by index, and what is transparent. Source: PNG specification, sections 11.2.3 and 11.3.2.</summary>
internal sealed class PngPalette
{
    private readonly byte[] _transparency;

    /// <summary>256 times R, G, B, A; entries beyond the file's own are opaque black.</summary>
    private readonly byte[] _colours = new byte[256 * 4];

    public PngPalette(ReadOnlySpan<byte> colours, ReadOnlySpan<byte> transparency)
    {
        _transparency = transparency.ToArray();
        for (int i = 0; i < 256; i++)
        {
            if ((i * 3) + 3 <= colours.Length)
            {
                colours.Slice(i * 3, 3).CopyTo(_colours.AsSpan(i * 4));
            }

            _colours[(i * 4) + 3] = i < transparency.Length ? transparency[i] : byte.MaxValue;
        }
    }

    public bool HasTransparency => _transparency.Length > 0;

    /// <summary>R, G, B, A of an index.</summary>
    public ReadOnlySpan<byte> this[int index] => _colours.AsSpan(index * 4, 4);

    /// <summary>The transparent grey level, at the file's own depth; -1 without one.</summary>
    public int GreyKey => Key(0, 1);

    /// <summary>One sample of the transparent colour, at the file's own depth; -1 without one.</summary>
    public int RgbKey(int sample) => Key(sample, 3);

    private int Key(int sample, int samples) =>
        _transparency.Length >= samples * 2 ? BinaryPrimitives.ReadUInt16BigEndian(_transparency.AsSpan(sample * 2)) : -1;
}
