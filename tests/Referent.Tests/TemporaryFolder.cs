namespace Referent.TestSupport;

/// <summary>A new folder, gone with its content when disposed.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("referent-").FullName;

    public string PathOf(string relative) => Path.Combine(FullPath, relative);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
