using Referent.Formats;

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
        return Find(nameOrFolder) is { } folder ? Read(folder) : throw NotFound(nameOrFolder, IsName(nameOrFolder));
    }

    /// <summary>Whether this can be a preset's name, and not only a path.</summary>
    public static bool IsName(string nameOrFolder)
    {
        ArgumentNullException.ThrowIfNull(nameOrFolder);
        return nameOrFolder.IndexOfAny(['/', '\\']) < 0 && nameOrFolder is not ("." or "..");
    }

    /// <summary>The folder that <see cref="Open"/> would read; null where there is none.</summary>
    public static string? Find(string nameOrFolder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrFolder);
        IEnumerable<string> named = IsName(nameOrFolder) ? Shelves().Select(shelf => Path.Combine(shelf, nameOrFolder)) : [];
        string[] folders = [.. named, Path.GetFullPath(nameOrFolder)];
        return Array.Find(folders, candidate => File.Exists(Path.Combine(candidate, FileName)));
    }

    /// <summary>The folders of all presets that <see cref="Open"/> finds by name, in the order of names; nothing in them is read.</summary>
    public static IReadOnlyList<string> All() =>
    [
        .. Shelves().Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories)
            .Where(folder => File.Exists(Path.Combine(folder, FileName)))
            .DistinctBy(Path.GetFileName)
            .OrderBy(Path.GetFileName, StringComparer.Ordinal),
    ];

    /// <summary>Compares every file that the preset names with its hash.</summary>
    /// <exception cref="PresetException">A file is missing, or is not the one that the preset names.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public void Verify()
    {
        foreach (PresetFile file in Preset.AllFiles())
        {
            file.Verify(FullPath);
        }
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

        string[] known = [.. All().Select(folder => Path.GetFileName(folder))];
        string there = known.Length == 0
            ? "there is none at all"
            : $"the nearest is '{NearestName.Of(nameOrFolder, known)}', there are {string.Join(", ", known)}";
        return new PresetException(
            $"There is no preset '{nameOrFolder}' on this machine; {there}. `referent models pull` fetches published ones; "
            + $"another's folder, with {FileName} and weights, goes into {CacheFolder}.");
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
