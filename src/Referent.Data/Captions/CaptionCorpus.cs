namespace Referent.Data.Captions;

/// <summary>A picture with what people wrote beside it.</summary>
/// <param name="ImagePath">The file.</param>
/// <param name="Caption">Free text.</param>
public sealed record CaptionedImage(string ImagePath, string Caption);

/// <summary>Reads the corpus that plays web image-text pairs: <c>ROOT/captions/captions.jsonl</c>, lines <c>{"image","caption"}</c>.</summary>
public static class CaptionCorpus
{
    /// <summary>The list, relative to the data set's folder.</summary>
    public static string List => Path.Combine("captions", "captions.jsonl");

    /// <summary>All pairs in the list's order. Picture paths are relative to <c>ROOT/captions</c>; the pictures are not opened.</summary>
    /// <exception cref="FileNotFoundException">No list there.</exception>
    /// <exception cref="InvalidDataException">A line is damaged or a path leads out of the folder.</exception>
    public static IReadOnlyList<CaptionedImage> Read(string root)
    {
        string list = Path.Combine(root, List);
        return
        [
            .. CorpusLines.Read<Line>(list)
                .Select(item => new CaptionedImage(CorpusLines.ImagePath(list, item.Line, item.Value.Image), item.Value.Caption)),
        ];
    }

    private sealed record Line(string Image, string Caption);
}
