namespace Referent.Data.ObjectCentric;

/// <summary>A picture of one object.</summary>
/// <param name="Path">The file.</param>
/// <param name="ClassName">What the object is, in words.</param>
public sealed record ObjectCentricImage(string Path, string ClassName);

/// <summary>
/// Reads pictures sorted by class: folders <c>CLASS/*.jpg</c>, the same below <c>train/</c>, <c>val/</c> and <c>test/</c> (ImageNet, most copies
/// of Mini-ImageNet), or <c>images/*.jpg</c> with <c>train.csv</c>, <c>val.csv</c>, <c>test.csv</c> of <c>filename,label</c> (Mini-ImageNet as
/// Ravi and Larochelle split it). Classes named by WordNet ids get their words from <see cref="SynsetNames"/>.
/// </summary>
public static class ObjectCentricFolder
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp"];
    private static readonly string[] Splits = ["train", "val", "test"];

    /// <summary>All pictures, by class and then file name in ordinal order, so that every machine sees the same order.</summary>
    /// <param name="folder">The folder of the class folders, of the splits, or of the lists.</param>
    /// <exception cref="IOException">No such folder, or a file that a list names is missing.</exception>
    /// <exception cref="InvalidDataException">No class folder holds a picture, a list is damaged, or a WordNet id has no words.</exception>
    public static IReadOnlyList<ObjectCentricImage> Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"No folder {folder}; expected one folder per class in it.");
        }

        string[] lists = [.. Splits.Select(split => Path.Combine(folder, split + ".csv")).Where(File.Exists)];
        ObjectCentricImage[] images = [.. lists.Length > 0 ? lists.SelectMany(list => ReadList(folder, list)) : ReadFolders(folder)];
        if (images.Length == 0)
        {
            throw new InvalidDataException($"{folder} has no CLASS/*.jpg (or .jpeg, .png, .webp), neither itself nor in train, val or test.");
        }

        SynsetNames names = SynsetNames.Near(folder);
        images = [.. images.Select(image => image with { ClassName = names.WordsOf(image.ClassName) })];
        Array.Sort(images, ByClassThenPath);
        return images;
    }

    private static int ByClassThenPath(ObjectCentricImage a, ObjectCentricImage b)
    {
        int order = string.CompareOrdinal(a.ClassName, b.ClassName);
        return order != 0 ? order : string.CompareOrdinal(a.Path, b.Path);
    }

    private static IEnumerable<ObjectCentricImage> ReadFolders(string folder) =>
        from path in Directory.EnumerateDirectories(folder)
        from image in Splits.Contains(Path.GetFileName(path)) && !PicturesIn(path).Any()
            ? ReadFolders(path)
            : PicturesIn(path).Select(file => new ObjectCentricImage(file, Path.GetFileName(path)))
        select image;

    private static IEnumerable<string> PicturesIn(string folder) =>
        Directory.EnumerateFiles(folder).Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase));

    private static IEnumerable<ObjectCentricImage> ReadList(string folder, string list)
    {
        foreach (string line in File.ReadLines(list).Skip(1).Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            string[] fields = line.Split(',', StringSplitOptions.TrimEntries);
            if (fields.Length != 2 || fields[0] != Path.GetFileName(fields[0]))
            {
                throw new InvalidDataException($"{list}: expected lines filename,label, found '{line}'.");
            }

            string path = Path.Combine(folder, "images", fields[0]);
            yield return File.Exists(path)
                ? new ObjectCentricImage(path, fields[1])
                : throw new FileNotFoundException($"No {path}, which {list} names.");
        }
    }
}
