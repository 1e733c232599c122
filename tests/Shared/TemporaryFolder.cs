namespace Referent.TestSupport;

/// <summary>A new folder, gone with its content when disposed.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("referent-").FullName;

    public string PathOf(string relative) => Path.Combine(FullPath, relative);

    /// <summary>Writes a file, with the folders it needs, and returns its path.</summary>
    public string Write(string relative, string text = "")
    {
        string path = PathOf(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Copies a folder with all it holds in here.</summary>
    public void Copy(string folder, string relative)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string path = Path.Combine(PathOf(relative), Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
