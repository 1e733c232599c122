using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Referent.Data.World.Packs;

/// <summary>Cut-outs with class names, the material of a world. Immutable and safe for several threads.</summary>
public sealed class SpritePack
{
    private readonly IReadOnlyList<IReadOnlyList<Sprite>> _sprites;

    internal SpritePack(string name, string sha256, IReadOnlyList<SpriteClass> classes, IReadOnlyList<IReadOnlyList<Sprite>> sprites)
    {
        Name = name;
        Sha256 = sha256;
        Classes = classes;
        _sprites = sprites;
        SpriteClass[] shuffled = [.. classes.OrderBy(entry => HashOf(entry.Name), StringComparer.Ordinal)];
        int fifth = classes.Count / 5;
        HeldOutOfCaptions = shuffled[..fifth].ToHashSet();
        HeldOutOfMasks = shuffled[fifth..(2 * fifth)].ToHashSet();
    }

    /// <summary>"noto" or the name of the folder.</summary>
    public string Name { get; }

    /// <summary>Hash of names and pictures, lower-case hexadecimal; equal packs have equal hashes wherever they lie.</summary>
    public string Sha256 { get; }

    public IReadOnlyList<SpriteClass> Classes { get; }

    /// <summary>A fifth of the classes, fixed by their names: no picture or caption of the caption corpus shows or names them.</summary>
    public IReadOnlySet<SpriteClass> HeldOutOfCaptions { get; }

    /// <summary>Another fifth: no picture of the mask corpus shows them.</summary>
    public IReadOnlySet<SpriteClass> HeldOutOfMasks { get; }

    /// <summary>The cut-outs of a class, at least one.</summary>
    public IReadOnlyList<Sprite> SpritesOf(SpriteClass spriteClass)
    {
        ArgumentNullException.ThrowIfNull(spriteClass);
        return _sprites[spriteClass.Index];
    }

    /// <summary>Opens the pack of a command line: "noto" or a folder.</summary>
    /// <exception cref="IOException">The font or the folder is missing; the message says what to install.</exception>
    /// <exception cref="InvalidDataException">The font or a picture is damaged, or the folder holds no pictures.</exception>
    public static SpritePack Open(string nameOrFolder) => nameOrFolder == NotoPack.Name
        ? NotoPack.Open(NotoPack.FontPath)
        : FolderPack.Open(nameOrFolder);

    /// <summary>The hash of a pack: names and encoded pictures, in order.</summary>
    internal static string HashOf(IEnumerable<(string Name, ReadOnlyMemory<byte> Png)> entries)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, ReadOnlyMemory<byte> png) in entries)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}\n{png.Length}\n")));
            hash.AppendData(png.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string HashOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
