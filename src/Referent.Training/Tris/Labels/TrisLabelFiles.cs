using System.Text.Json;
using Referent.Data;
using Referent.Imaging.Masks;
using Referent.Training.Labels;

namespace Referent.Training.Tris.Labels;

/// <summary>The pseudo-mask of a ref.</summary>
/// <param name="RefId">The ref.</param>
/// <param name="SentenceId">The sentence whose map it was made of.</param>
/// <param name="Image">Relative to the data set's folder.</param>
/// <param name="Text">What the sentence says.</param>
/// <param name="Mask">At the picture's size, not empty.</param>
public sealed record PseudoMaskLabel(long RefId, long SentenceId, string Image, string Text, RunLengthMask Mask);

/// <summary>What TRIS makes between its stages, in one folder: <c>maps.safetensors</c>, and <c>masks.jsonl</c> with a line for each ref.</summary>
public static class TrisLabelFiles
{
    /// <summary>The label folder inside a data set's folder, unless another is named.</summary>
    public const string Folder = "labels/tris";

    public const string Maps = "maps.safetensors";

    public const string Masks = "masks.jsonl";

    /// <param name="dataDirectory">The data set's folder.</param>
    /// <param name="chosen">Another label folder; empty for the one inside the data set's.</param>
    public static string FolderOf(string dataDirectory, string chosen) => chosen.Length > 0 ? chosen : Path.Combine(dataDirectory, Folder);

    /// <returns>The caller's.</returns>
    /// <exception cref="FileNotFoundException">The maps have not been made.</exception>
    public static ResponseMapFile OpenMaps(string folder) => ResponseMapFile.Open(MadeFile.Existing(Path.Combine(folder, Maps), "label tris-maps"));

    /// <exception cref="FileNotFoundException">The masks have not been made.</exception>
    public static IReadOnlyList<PseudoMaskLabel> ReadMasks(string folder) =>
        [.. ResumableLines.Read(MadeFile.Existing(Path.Combine(folder, Masks), "label tris-masks")).Select(line => new PseudoMaskLabel(
            line.GetProperty("ref_id").GetInt64(),
            line.GetProperty("sent_id").GetInt64(),
            line.GetProperty("image").GetString()!,
            line.GetProperty("text").GetString()!,
            RunLengthJson.Read(line.GetProperty("mask"))))];

    public static string Format(PseudoMaskLabel label) => JsonSerializer.Serialize(new
    {
        ref_id = label.RefId,
        sent_id = label.SentenceId,
        image = label.Image,
        text = label.Text,
        mask = RunLengthJson.Of(label.Mask),
    });
}
