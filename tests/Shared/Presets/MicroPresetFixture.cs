namespace Referent.TestSupport;

/// <summary>One micro preset for all tests of a class.</summary>
public sealed class MicroPresetFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public MicroPresetFixture() => MicroPreset.Write(_folder.FullPath);

    public string Folder => _folder.FullPath;

    public void Dispose() => _folder.Dispose();
}
