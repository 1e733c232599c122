namespace Referent.Formats;

/// <summary>
/// How long files are. <see cref="FileInfo.Length"/> alone answers for a symbolic link, in which many caches keep weights, not for its file.
/// </summary>
public static class FileLength
{
    /// <summary>Bytes of a file, or of the one that a link leads to.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    public static long Of(string path)
    {
        FileInfo file = new(path);
        return (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length;
    }
}
