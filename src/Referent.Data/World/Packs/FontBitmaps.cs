using System.Buffers.Binary;
using System.Text;

namespace Referent.Data.World.Packs;

/// <summary>Reads the colour bitmaps (PNG files of 136 x 128 pixels in Noto) out of a TrueType font.</summary>
/// <remarks>
/// Source: the OpenType specification, chapters cmap (formats 4 and 12 are usual; only 12 is read, since colour glyphs lie beyond the 16-bit
/// plane), CBLC and CBDT. Differs: index format 1 and image formats 17 and 18 only, which is what Noto Color Emoji has; no ligatures.
/// </remarks>
internal sealed class FontBitmaps
{
    private readonly byte[] _font;
    private readonly string _path;
    private readonly Dictionary<string, int> _tables = [];

    /// <param name="path">The font file, read as a whole.</param>
    /// <exception cref="InvalidDataException">The file is no such font.</exception>
    public FontBitmaps(string path)
    {
        _path = path;
        _font = File.ReadAllBytes(path);
        int count = U16(4);
        for (int i = 0; i < count; i++)
        {
            int entry = 12 + (16 * i);
            _tables[Encoding.ASCII.GetString(Slice(entry, 4))] = Offset(entry + 8);
        }
    }

    /// <summary>The PNG file of a character in the font's first bitmap size.</summary>
    /// <exception cref="InvalidDataException">The font has no bitmap for it, or is damaged.</exception>
    public ReadOnlyMemory<byte> PngOf(int codePoint)
    {
        int glyph = GlyphOf(codePoint);
        int strikes = Table("CBLC") + 8;
        int ranges = Table("CBLC") + Offset(strikes);
        int rangeCount = Offset(strikes + 8);
        for (int i = 0; i < rangeCount; i++)
        {
            int range = ranges + (8 * i);
            int first = U16(range);
            if (glyph >= first && glyph <= U16(range + 2))
            {
                return ImageAt(ranges + Offset(range + 4), glyph - first, codePoint);
            }
        }

        throw Damaged($"it has no bitmap for U+{codePoint:X}");
    }

    private ReadOnlyMemory<byte> ImageAt(int subtable, int position, int codePoint)
    {
        int indexFormat = U16(subtable);
        int imageFormat = U16(subtable + 2);
        if (indexFormat != 1 || imageFormat is not (17 or 18))
        {
            throw Damaged($"U+{codePoint:X} is stored in index format {indexFormat} and image format {imageFormat}; known are 1 and 17 or 18");
        }

        int metrics = imageFormat == 17 ? 5 : 8;
        int data = Table("CBDT") + Offset(subtable + 4) + Offset(subtable + 8 + (4 * position)) + metrics;
        int length = Offset(data);
        _ = Slice(data + 4, length);
        return _font.AsMemory(data + 4, length);
    }

    private int GlyphOf(int codePoint)
    {
        int cmap = Table("cmap");
        for (int i = 0; i < U16(cmap + 2); i++)
        {
            int subtable = cmap + Offset(cmap + 4 + (8 * i) + 4);
            if (U16(subtable) == 12)
            {
                return GlyphInFormat12(subtable, codePoint);
            }
        }

        throw Damaged("it has no character map of format 12");
    }

    private int GlyphInFormat12(int subtable, int codePoint)
    {
        int groups = Offset(subtable + 12);
        for (int i = 0; i < groups; i++)
        {
            int group = subtable + 16 + (12 * i);
            int first = Offset(group);
            if (codePoint >= first && codePoint <= Offset(group + 4))
            {
                return Offset(group + 8) + codePoint - first;
            }
        }

        throw Damaged($"it has no character U+{codePoint:X}");
    }

    private int Table(string tag) => _tables.TryGetValue(tag, out int offset) ? offset : throw Damaged($"it has no table {tag}");

    private int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(Slice(at, 2));

    private int Offset(int at)
    {
        uint value = BinaryPrimitives.ReadUInt32BigEndian(Slice(at, 4));
        return value <= int.MaxValue ? (int)value : throw Damaged("an offset points beyond the file");
    }

    private ReadOnlySpan<byte> Slice(int at, int length) =>
        at >= 0 && length >= 0 && (long)at + length <= _font.Length ? _font.AsSpan(at, length) : throw Damaged("it is truncated");

    private InvalidDataException Damaged(string fact) => new($"The font {_path} cannot be used: {fact}.");
}
