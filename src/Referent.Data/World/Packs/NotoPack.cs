using Referent.Imaging.Codecs;

namespace Referent.Data.World.Packs;

/// <summary>The default pack: bitmaps out of the system's Noto Color Emoji font.</summary>
public static class NotoPack
{
    public const string Name = "noto";

    /// <summary>Where Debian and Ubuntu install the font. Source: file list of the package fonts-noto-color-emoji.</summary>
    public const string FontPath = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf";

    /// <exception cref="FileNotFoundException">The font is not installed.</exception>
    /// <exception cref="InvalidDataException">The font is damaged or lacks a sprite.</exception>
    public static SpritePack Open(string fontPath)
    {
        if (!File.Exists(fontPath))
        {
            throw new FileNotFoundException(
                $"The sprites of the default pack come from {fontPath}, which is missing: install the package fonts-noto-color-emoji, "
                + "or name a folder of PNGs by --pack.");
        }

        FontBitmaps font = new(fontPath);
        List<(string Name, ReadOnlyMemory<byte> Png)> pictures = [];
        List<IReadOnlyList<Sprite>> sprites = [];
        foreach ((int codePoint, SpriteClass entry) in NotoClasses.All)
        {
            ReadOnlyMemory<byte> png = font.PngOf(codePoint);
            pictures.Add((entry.Name, png));
            sprites.Add([new Sprite(ImageDecoder.DecodeRgba(png.Span), mayBeTinted: entry.Kind != SpriteKind.Person)]);
        }

        return new SpritePack(Name, SpritePack.HashOf(pictures), [.. NotoClasses.All.Select(pair => pair.Class)], sprites);
    }
}
