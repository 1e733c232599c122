using Referent.Formats;
using Referent.Training.Loop;

namespace Referent.Training.Labels;

/// <summary>What labels were made of, in a file beside them, so that others are neither gone on with nor taken for them.</summary>
internal static class LabelOrigin
{
    /// <summary>Call it before the first label is written.</summary>
    /// <param name="path">The file of labels.</param>
    /// <param name="origin">Everything that they depend on, as text.</param>
    /// <exception cref="RunDirectoryException">The labels there are of another origin.</exception>
    public static void Claim(string path, string origin)
    {
        string beside = path + ".origin.json";
        if (File.Exists(beside) && File.ReadAllText(beside) != origin)
        {
            throw new RunDirectoryException($"{path} is made of something else, {beside} says of what; give another --out, or delete both.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.WriteText(beside, origin);
    }
}
