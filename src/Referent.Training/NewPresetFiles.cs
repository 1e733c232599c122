using Referent.Presets;

namespace Referent.Training;

/// <summary>Files that a preset will have: written beside those of now, which they replace together or not at all.</summary>
/// <param name="folder">The preset's; made with the first file.</param>
/// <param name="earlier">The preset that is there, or null.</param>
/// <param name="presetName">What the preset will be called.</param>
internal sealed class NewPresetFiles(string folder, PresetFolder? earlier, string presetName) : IDisposable
{
    private readonly Dictionary<string, (string Path, PresetFile File)> _waiting = new(StringComparer.Ordinal);
    private readonly bool _isNewFolder = !Directory.Exists(folder);

    public string PresetName => presetName;

    /// <param name="name">In the preset's folder.</param>
    /// <param name="write">Writes it to the path that it is given, where nothing is.</param>
    /// <exception cref="PresetException">There is another new file of that name.</exception>
    public PresetFile Add(string name, Action<string> write)
    {
        Directory.CreateDirectory(folder);
        string waiting = $"{name}.{Environment.ProcessId}.{_waiting.Count}.tmp";
        string path = Path.Combine(folder, waiting);
        File.Delete(path);
        try
        {
            write(path);
            PresetFile file = PresetFile.Of(folder, waiting) with { File = name };
            if (_waiting.TryGetValue(name, out (string Path, PresetFile File) other) && other.File != file)
            {
                throw new PresetException($"Two parts of '{presetName}' would have different files of the name {name}.");
            }

            if (_waiting.TryAdd(name, (path, file)))
            {
                path = string.Empty;
            }

            return file;
        }
        finally
        {
            if (path.Length > 0)
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Where a file of the new preset is now, whose bytes have been compared with its hash.</summary>
    /// <exception cref="PresetException">It is missing, or is not the one that the preset names.</exception>
    public string PathOf(PresetFile file) => _waiting.TryGetValue(file.File, out (string Path, PresetFile File) waiting)
        ? waiting.File == file ? waiting.Path
            : throw new PresetException($"{file.File} of '{presetName}' is also of another part, which keeps it; give that part, too.")
        : (earlier ?? throw new PresetException($"'{presetName}' has no file {file.File}.")).Verify(file);

    /// <summary>Gives the files their names, writes <c>preset.json</c>, and deletes what only the earlier preset had.</summary>
    /// <exception cref="PresetException">A value is out of range or a file is not as the preset names it; nothing has changed then.</exception>
    public void Install(Preset made)
    {
        made.Validate();
        foreach (PresetFile file in made.AllFiles())
        {
            _ = PathOf(file);
        }

        Directory.CreateDirectory(folder);
        foreach ((string name, (string path, _)) in _waiting)
        {
            File.Move(path, Path.Combine(folder, name), overwrite: true);
        }

        _waiting.Clear();
        PresetWriter.Write(folder, made);
        foreach (string gone in (earlier?.Preset.AllFiles() ?? []).Select(file => file.File).Except(made.AllFiles().Select(file => file.File)))
        {
            File.Delete(Path.Combine(folder, gone));
        }
    }

    /// <summary>What was not installed goes.</summary>
    public void Dispose()
    {
        foreach ((string path, _) in _waiting.Values)
        {
            File.Delete(path);
        }

        if (_isNewFolder && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
