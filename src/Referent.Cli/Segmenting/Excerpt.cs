namespace Referent.Cli.Segmenting;

/// <summary>Texts of users in messages: in quotes, on one line, not too long.</summary>
internal static class Excerpt
{
    private const int MaxLength = 60;

    public static string Of(string text)
    {
        string line = text.ReplaceLineEndings(" ");
        return line.Length <= MaxLength ? $"\"{line}\"" : $"\"{line[..MaxLength]}...\"";
    }
}
