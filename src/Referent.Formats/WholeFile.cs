namespace Referent.Formats;

/// <summary>Files that are there as a whole or not at all, whenever the program is killed.</summary>
public static class WholeFile
{
    /// <param name="path">The file; an existing one is replaced in one step.</param>
    /// <param name="write">Writes the file at the path it is given, which is beside <paramref name="path"/>.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, Action<string> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string temporary = path + ".tmp";
        write(temporary);
        File.Move(temporary, path, overwrite: true);
    }

    /// <param name="path">The file; an existing one is replaced in one step.</param>
    /// <param name="text">All of it.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteText(string path, string text) => Write(path, temporary => File.WriteAllText(temporary, text));
}
