using System.Text;
using System.Text.Json;
using Referent.Formats;

namespace Referent.Training.Loop;

/// <summary>
/// The metrics of a run, one JSON object a line, with the step first, and the same for TensorBoard. On resuming, lines of steps that will
/// be taken again are dropped, so that a resumed run writes the same files as an uninterrupted one.
/// </summary>
public sealed class MetricsLog : IDisposable
{
    private readonly FileStream _file;
    private readonly EventLog _events;

    private MetricsLog(FileStream file, EventLog events) => (_file, _events) = (file, events);

    /// <param name="path">The file; made if it is not there. The events lie beside it.</param>
    /// <param name="step">First step of this process; lines of this step and later are dropped.</param>
    public static MetricsLog Open(string path, long step)
    {
        string[] kept = File.Exists(path) ? [.. File.ReadLines(path).TakeWhile(line => StepOf(line) < step)] : [];
        WholeFile.Write(path, temporary => File.WriteAllLines(temporary, kept));
        EventLog events = new(Path.Combine(Path.GetDirectoryName(path)!, EventLog.FileName));
        foreach (string line in kept)
        {
            events.Write(StepOf(line), ValuesOf(line));
        }

        return new MetricsLog(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read), events);
    }

    /// <summary>Appends one line; non-finite values become null.</summary>
    public void Write(long step, IReadOnlyCollection<KeyValuePair<string, double>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _events.Write(step, values);
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

    public void Dispose()
    {
        _file.Dispose();
        _events.Dispose();
    }

    private static IEnumerable<KeyValuePair<string, double>> ValuesOf(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return [.. document.RootElement.EnumerateObject()
            .Where(item => item.Name != "step" && item.Value.ValueKind == JsonValueKind.Number)
            .Select(item => KeyValuePair.Create(item.Name, item.Value.GetDouble()))];
    }

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
