namespace Referent.Presets;

/// <summary>A folder with a <c>preset.json</c> and the files that it names.</summary>
public sealed class PresetFolder
{
    public const string FileName = "preset.json";

    /// <summary>Names the folder of downloaded presets, in place of the user's cache folder.</summary>
    public const string FolderVariable = "REFERENT_MODELS";

    /// <summary>What the root of a checkout holds.</summary>
    private const string SolutionFile = "Referent.slnx";

    private PresetFolder(string path, Preset preset)
    {
        FullPath = path;
        Preset = preset;
    }

    public string FullPath { get; }

    public Preset Preset { get; }

    /// <summary>
    /// Where downloaded presets are, one folder each: <see cref="FolderVariable"/>, else in the user's cache.
    /// Source: XDG Base Directory Specification, XDG_CACHE_HOME.
    /// </summary>
    public static string CacheFolder
    {
        get
        {
            if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } chosen)
            {
                return Path.GetFullPath(chosen);
            }

            string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named && Path.IsPathRooted(named)
                ? named
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(cache, "referent", "models");
        }
    }

    /// <summary>Finds a preset by name, or opens a folder.</summary>
    /// <param name="nameOrFolder">
    /// A name, looked for in <c>models/</c> beside the program, then in the checkout around it, then in the user's cache; or a path.
    /// </param>
    /// <exception cref="PresetException">There is no such preset, or its <c>preset.json</c> cannot be used.</exception>
    public static PresetFolder Open(string nameOrFolder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrFolder);
        bool isName = nameOrFolder.IndexOfAny(['/', '\\']) < 0 && nameOrFolder is not ("." or "..");
        string[] folders = [.. isName ? Shelves().Select(shelf => Path.Combine(shelf, nameOrFolder)) : [], Path.GetFullPath(nameOrFolder)];
        string? folder = Array.Find(folders, candidate => File.Exists(Path.Combine(candidate, FileName)));
        return folder is null ? throw NotFound(nameOrFolder, isName) : Read(folder);
    }

    /// <summary>The full path of a file whose bytes have been compared with its hash.</summary>
    /// <exception cref="PresetException">The file is missing, or is not the one that the preset names.</exception>
    public string Verify(PresetFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Verify(FullPath);
    }

    private static PresetFolder Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            Preset preset = PresetJson.Read(File.ReadAllText(path));
            preset.Validate();
            return new PresetFolder(folder, preset);
        }
        catch (Exception fault) when (fault is FormatException or PresetException or IOException or UnauthorizedAccessException)
        {
            throw new PresetException($"{path}: {fault.Message}", fault);
        }
    }

    private static PresetException NotFound(string nameOrFolder, bool isName)
    {
        if (!isName)
        {
            return new PresetException($"{Path.GetFullPath(nameOrFolder)} holds no {FileName}; name a preset or a folder that has one.");
        }

        string[] known = [.. Shelves().Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories)
            .Where(folder => File.Exists(Path.Combine(folder, FileName))).Select(Path.GetFileName).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        string there = known.Length == 0 ? "there is none at all" : $"there is {string.Join(", ", known)}";
        return new PresetException(
            $"There is no preset '{nameOrFolder}' on this machine; {there}. Name one that is there, or put its folder, with {FileName} and weights, into {CacheFolder}.");
    }

    /// <summary>Folders of presets, the nearest first.</summary>
    private static IEnumerable<string> Shelves()
    {
        yield return Path.Combine(AppContext.BaseDirectory, "models");
        string? checkout = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        while (checkout is not null && !File.Exists(Path.Combine(checkout, SolutionFile)))
        {
            checkout = Path.GetDirectoryName(checkout);
        }

        if (checkout is not null)
        {
            yield return Path.Combine(checkout, "models");
        }

        yield return CacheFolder;
    }
}
