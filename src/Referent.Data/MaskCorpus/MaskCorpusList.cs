using System.Text.Json;
using System.Text.Json.Serialization;
using Referent.Imaging.Masks;

namespace Referent.Data.MaskCorpus;

/// <summary>How much of a thing a mask takes in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MaskLevel>))]
public enum MaskLevel
{
    [JsonStringEnumMemberName("whole")]
    Whole,

    [JsonStringEnumMemberName("part")]
    Part,

    [JsonStringEnumMemberName("group")]
    Group,
}

/// <summary>A mask without a class.</summary>
/// <param name="Mask">Of the picture's size.</param>
/// <param name="Level">A whole thing, a part of it, or several together.</param>
public sealed record LevelledMask(RunLengthMask Mask, MaskLevel Level);

/// <summary>A picture with its masks.</summary>
/// <param name="ImagePath">The file.</param>
/// <param name="Masks">In the list's order.</param>
public sealed record MaskedImage(string ImagePath, IReadOnlyList<LevelledMask> Masks);

/// <summary>
/// Reads the corpus that plays SA-1B: <c>ROOT/masks/masks.jsonl</c>, lines <c>{"image","masks":[{"size":[height,width],"counts","level"}]}</c>.
/// </summary>
public static class MaskCorpusList
{
    /// <summary>The list, relative to the data set's folder.</summary>
    public static string List => Path.Combine("masks", "masks.jsonl");

    /// <summary>All pictures in the list's order. Their paths are relative to <c>ROOT/masks</c>; the pictures are not opened.</summary>
    /// <exception cref="FileNotFoundException">No list there.</exception>
    /// <exception cref="InvalidDataException">A line is damaged, a path leads out of the folder, or a mask does not fit its size.</exception>
    public static IReadOnlyList<MaskedImage> Read(string root)
    {
        string list = Path.Combine(root, List);
        return [.. CorpusLines.Read<Line>(list).Select(item => ReadImage(list, item.Line, item.Value))];
    }

    private static MaskedImage ReadImage(string list, int number, Line line)
    {
        try
        {
            return new MaskedImage(
                CorpusLines.ImagePath(list, number, line.Image),
                [.. line.Masks.Select(mask => new LevelledMask(RunLengthJson.Read(mask), mask.GetProperty("level").Deserialize<MaskLevel>()))]);
        }
        catch (Exception fault) when (fault is FormatException or JsonException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{list}, line {number}: {fault.Message}");
        }
    }

    private sealed record Line(string Image, IReadOnlyList<JsonElement> Masks);
}
