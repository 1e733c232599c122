namespace Referent.Formats;

/// <summary>Files that are there as a whole or not at all, whenever the program is killed.</summary>
public static class WholeFile
{
    /// <param name="path">The file; an existing one is replaced in one step.</param>
    /// <param name="write">Writes the file at the path it is given, which is beside <paramref name="path"/>.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, Action<string> write) => Write(path, path + ".tmp", write);

    /// <summary>As <see cref="Write(string, Action{string})"/>, where several processes may write the same content at once.</summary>
    /// <inheritdoc cref="Write(string, Action{string})"/>
    public static void WriteShared(string path, Action<string> write) => Write(path, $"{path}.{Guid.NewGuid():N}.tmp", write);

    /// <param name="path">The file; an existing one is replaced in one step.</param>
    /// <param name="text">All of it.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteText(string path, string text) => Write(path, temporary => File.WriteAllText(temporary, text));

    private static void Write(string path, string temporary, Action<string> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        write(temporary);
        File.Move(temporary, path, overwrite: true);
    }
}
