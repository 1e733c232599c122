using System.Text.Json;

namespace Referent.Data;

/// <summary>Reads a corpus listed as JSON lines whose pictures lie in the list's own folder.</summary>
internal static class CorpusLines
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>One line at a time; the line's number comes along for error messages.</summary>
    /// <exception cref="FileNotFoundException">No such list.</exception>
    /// <exception cref="InvalidDataException">A line is not what it should be; the message names file and line.</exception>
    public static IEnumerable<(int Line, T Value)> Read<T>(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"No {path}.");
        }

        int line = 0;
        foreach (string text in File.ReadLines(path))
        {
            line++;
            if (text.Length > 0)
            {
                yield return (line, Parse<T>(text, path, line));
            }
        }
    }

    /// <summary>The file of a picture, which must lie inside the list's folder.</summary>
    /// <exception cref="InvalidDataException">The path leads out of the folder.</exception>
    public static string ImagePath(string listPath, int line, string image)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(listPath))!;
        string path = Path.GetFullPath(Path.Combine(folder, image));
        return path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new InvalidDataException($"{listPath}, line {line}: '{image}' leads out of the folder.");
    }

    private static T Parse<T>(string text, string path, int line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options) ?? throw new InvalidDataException($"{path}, line {line}: null.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path}, line {line}: {fault.Message}");
        }
    }
}
