using System.Text;
using System.Text.Json;

namespace Referent.Training.Loop;

/// <summary>
/// The metrics of a run, one JSON object a line, with the step first. On resuming, lines of steps that will be taken again are dropped,
/// so that a resumed run writes the same file as an uninterrupted one.
/// </summary>
public sealed class MetricsLog : IDisposable
{
    private readonly FileStream _file;

    private MetricsLog(FileStream file) => _file = file;

    /// <param name="path">The file; made if it is not there.</param>
    /// <param name="step">First step of this process; lines of this step and later are dropped.</param>
    public static MetricsLog Open(string path, long step)
    {
        string[] kept = File.Exists(path) ? [.. File.ReadLines(path).TakeWhile(line => StepOf(line) < step)] : [];
        WholeFile.Write(path, temporary => File.WriteAllLines(temporary, kept));
        return new MetricsLog(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read));
    }

    /// <summary>Appends one line; non-finite values become null.</summary>
    public void Write(long step, IEnumerable<KeyValuePair<string, double>> values)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("step", step);
            foreach ((string name, double value) in values)
            {
                if (double.IsFinite(value))
                {
                    json.WriteNumber(name, value);
                }
                else
                {
                    json.WriteNull(name);
                }
            }

            json.WriteEndObject();
        }

        WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The step of a line; beyond every step for a line cut short by a crash.</summary>
    private static long StepOf(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement.GetProperty("step").GetInt64();
        }
        catch (JsonException)
        {
            return long.MaxValue;
        }
    }

    private void WriteLine(string line)
    {
        _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _file.Flush();
    }
}
