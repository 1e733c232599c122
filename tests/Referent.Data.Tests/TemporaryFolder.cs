namespace Referent.Data.Tests;

/// <summary>An empty folder that goes when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("referent-test-").FullName;

    /// <summary>Writes a file, with the folders it needs, and returns its path.</summary>
    public string Write(string relative, string text = "")
    {
        string path = Path.Combine(Root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Copies a folder of the fixtures in here.</summary>
    public void Copy(string fixture, string relative)
    {
        foreach (string file in Directory.EnumerateFiles(fixture, "*", SearchOption.AllDirectories))
        {
            string path = Path.Combine(Root, relative, Path.GetRelativePath(fixture, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
