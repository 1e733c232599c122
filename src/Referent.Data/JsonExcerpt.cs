using System.Text;
using System.Text.Json;

namespace Referent.Data;

/// <summary>The JSON that arrived where something else was expected, short enough for a message.</summary>
public static class JsonExcerpt
{
    /// <summary>Characters shown. Chosen: a number or a name is seen whole, and the message stays one line.</summary>
    private const int Shown = 40;

    public static string Of(JsonElement json) => Shorten(json.GetRawText());

    /// <summary>A value in full, in UTF-8.</summary>
    public static string Of(ReadOnlySpan<byte> json) => Shorten(Encoding.UTF8.GetString(json[..Math.Min(json.Length, 4 * Shown)]));

    /// <summary>Any text on one line.</summary>
    public static string Shorten(string text)
    {
        string line = text.ReplaceLineEndings(" ");
        return line.Length <= Shown ? line : line[..Shown] + "...";
    }
}
