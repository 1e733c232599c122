namespace Referent.Training.Loop;

/// <summary>Files that are there as a whole or not at all, whenever the program is killed.</summary>
internal static class WholeFile
{
    /// <param name="path">The file; an existing one is replaced in one step.</param>
    /// <param name="write">Writes the file at the path it is given, which is beside <paramref name="path"/>.</param>
    public static void Write(string path, Action<string> write)
    {
        string temporary = path + ".tmp";
        write(temporary);
        File.Move(temporary, path, overwrite: true);
    }
}
