namespace Referent.Data.Text;

/// <summary>Reads the data files embedded in this assembly.</summary>
internal static class EmbeddedText
{
    /// <summary>The lines of a file under <c>Text/Resources</c>, without those that start with "# ".</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using Stream stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream($"Referent.Data.Text.Resources.{name}")
            ?? throw new InvalidOperationException($"The assembly holds no resource {name}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith("# ", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }
}
