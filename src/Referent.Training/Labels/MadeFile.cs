namespace Referent.Training.Labels;

/// <summary>Files that a command makes and another reads.</summary>
internal static class MadeFile
{
    /// <summary>The path of a file that is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="command">What makes it, such as <c>label ppt</c>.</param>
    /// <exception cref="FileNotFoundException">It has not been made; the message names the command.</exception>
    public static string Existing(string path, string command) =>
        File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing; make it first: referent {command}");
}
