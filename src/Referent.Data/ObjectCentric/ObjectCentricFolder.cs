namespace Referent.Data.ObjectCentric;

/// <summary>A picture of one object.</summary>
/// <param name="Path">The file.</param>
/// <param name="ClassName">The name of its folder, spaces and all.</param>
public sealed record ObjectCentricImage(string Path, string ClassName);

/// <summary>Reads class folders as ImageNet has them: <c>FOLDER/CLASS/*.jpg</c>.</summary>
public static class ObjectCentricFolder
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp"];

    /// <summary>All pictures, by class and then file name in ordinal order, so that every machine sees the same order.</summary>
    /// <param name="folder">The folder of the class folders.</param>
    /// <exception cref="IOException">No such folder.</exception>
    /// <exception cref="InvalidDataException">No class folder holds a picture.</exception>
    public static IReadOnlyList<ObjectCentricImage> Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"No folder {folder}; expected one folder per class in it.");
        }

        ObjectCentricImage[] images =
        [
            .. from path in Directory.EnumerateDirectories(folder)
               from file in Directory.EnumerateFiles(path)
               where Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)
               select new ObjectCentricImage(file, Path.GetFileName(path)),
        ];
        if (images.Length == 0)
        {
            throw new InvalidDataException($"{folder} has no CLASS/*.jpg (or .jpeg, .png, .webp).");
        }

        Array.Sort(images, static (a, b) => string.CompareOrdinal(a.ClassName, b.ClassName) is not 0 and int order ? order : string.CompareOrdinal(a.Path, b.Path));
        return images;
    }
}
