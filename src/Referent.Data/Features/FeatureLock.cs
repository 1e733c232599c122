namespace Referent.Data.Features;

/// <summary>The right to make features of a space, held by one process at a time; it ends with the process.</summary>
internal sealed class FeatureLock : IDisposable
{
    /// <summary>What .NET reports where another holds the file: EWOULDBLOCK, on Windows ERROR_SHARING_VIOLATION.</summary>
    private static readonly int Held = OperatingSystem.IsWindows() ? unchecked((int)0x8007_0020) : 11;

    private readonly FileStream _file;

    private FeatureLock(FileStream file) => _file = file;

    /// <returns>Null where another has it.</returns>
    public static FeatureLock? TryTake(string path)
    {
        try
        {
            return new FeatureLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException fault) when (fault.HResult == Held)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}
