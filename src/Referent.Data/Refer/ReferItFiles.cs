namespace Referent.Data.Refer;

/// <summary>The files of ReferIt as TRIS has it: <c>annotations/SPLIT.pickle</c>, each read by <see cref="ReferItReader"/>.</summary>
/// <remarks>
/// Source: TRIS, dataset/Dataset_referit.py; MultiGrounding, data/data_utils.py, which writes the files. Differs: there, test.pickle is read
/// whatever split is asked for.
/// </remarks>
internal static class ReferItFiles
{
    public const string Extension = ".pickle";

    /// <summary>The split that evaluation is on. Source: TRIS, which reads no other for it.</summary>
    public const string TestSplit = "test";

    /// <summary>Name of the split of test objects that TRIS leaves out.</summary>
    public const string SmallSplit = "small";

    /// <summary>MultiGrounding writes train and val once more as one file, which would make every picture of them stand in two splits.</summary>
    private const string Repetition = "train_val";

    /// <summary>The files of a folder that hold a split each, in the order of their names.</summary>
    public static IReadOnlyList<string> PathsIn(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*" + Extension)
            .Where(path => Path.GetFileNameWithoutExtension(path) != Repetition)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>All files of the folder, in the order of their names; refs in the order of their file.</summary>
    /// <exception cref="FormatException">A file is not a pickle of plain data.</exception>
    /// <exception cref="InvalidDataException">A file lacks a field.</exception>
    public static (IReadOnlyList<Ref> Refs, ReferObjects Objects) Read(ReferFiles files)
    {
        ReferItReader reader = new(files);
        foreach (string path in files.ListRefsFiles())
        {
            reader.ReadFile(path);
        }

        return (reader.Refs, new ReferObjects([.. reader.Images.Values], reader.Annotations, new Dictionary<long, string>()));
    }
}
