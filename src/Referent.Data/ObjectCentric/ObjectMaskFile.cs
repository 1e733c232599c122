using System.Text.Json;
using Referent.Imaging.Masks;

namespace Referent.Data.ObjectCentric;

/// <summary>
/// The true masks of a world's object-centric pictures: <c>ROOT/objects.jsonl</c>, lines <c>{"image","class","mask":{"size","counts"}}</c>.
/// For evaluation alone; real object-centric sets have none.
/// </summary>
public static class ObjectMaskFile
{
    public const string FileName = "objects.jsonl";

    /// <summary>Mask by picture, the picture's path relative to <paramref name="root"/>.</summary>
    /// <exception cref="FileNotFoundException">The set has no true masks.</exception>
    public static IReadOnlyDictionary<string, RunLengthMask> Read(string root) => File.ReadLines(Path.Combine(root, FileName))
        .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
        .ToDictionary(line => line.GetProperty("image").GetString()!, line => RunLengthJson.Read(line.GetProperty("mask")), StringComparer.Ordinal);
}
