using Referent.Presets;

namespace Referent.Training;

/// <summary>Files that a preset will have: written beside those of now, which they replace together or not at all.</summary>
/// <param name="folder">The preset's; made with the first file.</param>
/// <param name="presetName">What the preset will be called.</param>
internal sealed class NewPresetFiles(string folder, string presetName) : IDisposable
{
    private readonly Dictionary<string, string> _waiting = [];

    public string PresetName => presetName;

    /// <param name="name">In the preset's folder.</param>
    /// <param name="write">Writes it to the path that it is given, where nothing is.</param>
    public PresetFile Add(string name, Action<string> write)
    {
        Directory.CreateDirectory(folder);
        string waiting = $"{name}.{Environment.ProcessId}.tmp";
        string path = Path.Combine(folder, waiting);
        File.Delete(path);
        _waiting[name] = path;
        write(path);
        return PresetFile.Of(folder, waiting) with { File = name };
    }

    /// <summary>Gives the files their names.</summary>
    public void Install()
    {
        foreach ((string name, string path) in _waiting)
        {
            File.Move(path, Path.Combine(folder, name), overwrite: true);
        }

        _waiting.Clear();
    }

    /// <summary>What was not installed goes.</summary>
    public void Dispose()
    {
        foreach (string path in _waiting.Values)
        {
            File.Delete(path);
        }
    }
}
