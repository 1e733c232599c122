namespace Referent.Presets;

/// <summary>Makes a folder of weights a preset.</summary>
public static class PresetWriter
{
    /// <summary>Writes <c>preset.json</c> beside the files that it names. Equal presets give equal bytes.</summary>
    /// <param name="folder">Holds the files already.</param>
    /// <param name="preset">Its files made by <see cref="PresetFile.Of"/>, which computes their hashes.</param>
    /// <exception cref="PresetException">A value is out of range, or a file is not the one that the preset names.</exception>
    public static void Write(string folder, Preset preset)
    {
        ArgumentNullException.ThrowIfNull(preset);
        preset.Validate();
        foreach (PresetFile file in preset.AllFiles())
        {
            file.Verify(folder);
        }

        string path = Path.Combine(folder, PresetFolder.FileName);
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, PresetJson.Write(preset));
        File.Move(temporary, path, overwrite: true);
    }
}
