using System.Text.Json;

namespace Referent.Cli.Segmenting;

/// <summary>Reads JSON lines <c>{"image","text"}</c>; paths are relative to the list's own folder, other keys are for others.</summary>
internal static class SegmentList
{
    /// <returns>A request for each line, also for one that is something else.</returns>
    /// <exception cref="IOException">The list cannot be read.</exception>
    public static IReadOnlyList<SegmentRequest> Read(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        List<SegmentRequest> requests = [];
        Dictionary<string, int> textsOf = new(StringComparer.Ordinal);
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (Parse(line) is not var (image, text))
            {
                string fault = $"expected {{\"image\":\"PATH\",\"text\":\"PHRASE\"}}, found {Excerpt.Of(line)}";
                requests.Add(new SegmentRequest($"{path}, line {number}", $"{path}:{number}", string.Empty, 0, fault));
                continue;
            }

            string fullPath = Path.GetFullPath(Path.Combine(folder, image));
            int index = textsOf.GetValueOrDefault(fullPath);
            textsOf[fullPath] = index + 1;
            requests.Add(new SegmentRequest(image, fullPath, text, index));
        }

        return requests;
    }

    private static (string Image, string Text)? Parse(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("image", out JsonElement image) && image.ValueKind == JsonValueKind.String
                && image.GetString() is { Length: > 0 } named
                && root.TryGetProperty("text", out JsonElement text) && text.ValueKind == JsonValueKind.String
                ? (named, text.GetString()!)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
