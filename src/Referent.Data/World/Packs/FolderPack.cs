using System.Text.RegularExpressions;
using Referent.Imaging.Codecs;

namespace Referent.Data.World.Packs;

/// <summary>
/// A pack from a folder of RGBA PNGs: <c>CLASS NAME.png</c>, or <c>CLASS NAME/any.png</c> for several cut-outs of a class. Underscores and hyphens
/// in names are spaces. A name that the default pack knows brings its kind, synonyms and broader nouns along; any other class is a thing.
/// </summary>
internal static partial class FolderPack
{
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">It holds no PNG, or one that cannot be used; the message names it.</exception>
    public static SpritePack Open(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The pack {folder} is neither \"{NotoPack.Name}\" nor a folder.");
        }

        (string Class, string File)[] files =
        [
            .. Directory.EnumerateFiles(folder, "*.png").Select(file => (NameOf(Path.GetFileNameWithoutExtension(file)), file)),
            .. Directory.EnumerateDirectories(folder)
                .SelectMany(sub => Directory.EnumerateFiles(sub, "*.png").Select(file => (NameOf(Path.GetFileName(sub)), file))),
        ];
        Array.Sort(files, (a, b) => string.CompareOrdinal(a.Class + "\n" + a.File, b.Class + "\n" + b.File));
        if (files.Length == 0)
        {
            throw new InvalidDataException($"The pack {folder} holds no PNG files; it needs CLASS.png or CLASS/FILE.png with transparency.");
        }

        List<SpriteClass> classes = [];
        List<IReadOnlyList<Sprite>> sprites = [];
        List<(string Name, ReadOnlyMemory<byte> Png)> pictures = [];
        foreach (IGrouping<string, string> group in files.GroupBy(file => file.Class, file => file.File))
        {
            SpriteClass entry = ClassOf(classes.Count, group.Key);
            classes.Add(entry);
            List<Sprite> ofClass = [];
            foreach (string file in group)
            {
                byte[] png = File.ReadAllBytes(file);
                pictures.Add((entry.Name, png));
                ofClass.Add(Read(file, png, entry));
            }

            sprites.Add(ofClass);
        }

        return new SpritePack(Path.GetFileName(Path.GetFullPath(folder)), SpritePack.HashOf(pictures), classes, sprites);
    }

    private static Sprite Read(string file, byte[] png, SpriteClass entry)
    {
        try
        {
            return new Sprite(ImageDecoder.DecodeRgba(png), mayBeTinted: entry.Kind != SpriteKind.Person);
        }
        catch (Exception error) when (error is ImageFormatException or InvalidDataException)
        {
            throw new InvalidDataException($"{file}: {error.Message}", error);
        }
    }

    private static SpriteClass ClassOf(int index, string name) =>
        NotoClasses.All.Select(pair => pair.Class).FirstOrDefault(known => known.Name == name) is { } found
            ? found with { Index = index }
            : new SpriteClass(index, name, SpriteKind.Thing, GrammaticalNumber.Count, [], [], []);

    private static string NameOf(string fileName)
    {
        string name = NotWord().Replace(fileName.ToLowerInvariant(), " ").Trim();
        return name.Length > 0 ? name : throw new InvalidDataException($"\"{fileName}\" gives no class name; it needs letters.");
    }

    [GeneratedRegex("[^a-z]+")]
    private static partial Regex NotWord();
}
