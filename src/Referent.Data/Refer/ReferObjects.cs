using Referent.Imaging.Geometry;

namespace Referent.Data.Refer;

/// <summary>The pictures and annotated objects of a dataset as its files list them, referred to or not; no id is checked against another.</summary>
/// <param name="Images">In the file's order.</param>
/// <param name="Annotations">In the file's order.</param>
/// <param name="Categories">Class names by category id; empty for ReferIt.</param>
public sealed record ReferObjects(
    IReadOnlyList<ReferImage> Images, IReadOnlyList<ReferAnnotation> Annotations, IReadOnlyDictionary<long, string> Categories)
{
    /// <summary>Reads them without the refs.</summary>
    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="FormatException">A file of ReferIt is not a pickle of plain data.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, lacks a field, or names a picture outside of the folder of pictures.</exception>
    public static ReferObjects Read(ReferFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Dataset == ReferFiles.ReferIt)
        {
            return ReferItFiles.Read(files).Objects;
        }

        InstancesFile instances = InstancesFile.Read(files.InstancesPath);
        return new ReferObjects(
            [.. instances.Images.Select(image => new ReferImage(image.Id, image.FileName, PathOf(files, image.Id, image.FileName), image.Size))],
            instances.Annotations,
            instances.Categories);
    }

    /// <summary>Size by image id; of two entries with one id, the first.</summary>
    public IReadOnlyDictionary<long, ImageSize> SizeOfImage() =>
        Images.DistinctBy(image => image.Id).ToDictionary(image => image.Id, image => image.Size);

    private static string PathOf(ReferFiles files, long imageId, string fileName) => PictureName.StaysInside(fileName)
        ? Path.Combine(files.ImageFolder, fileName)
        : throw new InvalidDataException(
            $"{files.InstancesPath}: image {imageId} has the file_name '{JsonExcerpt.Shorten(fileName)}'; "
            + $"expected a relative name that stays inside of {files.ImageFolder}. Do not use this file, or mend the name.");
}
