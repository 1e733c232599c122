using System.Text.Json;
using Referent.Formats;
using Referent.Training.Configuration;
using Referent.Training.Loop;

namespace Referent.Training.Labels;

/// <summary>What labels were made of, in a file beside them, so that others are neither gone on with nor taken for them.</summary>
internal static class LabelOrigin
{
    /// <summary>Call it before the first label is written.</summary>
    /// <param name="path">The file of labels.</param>
    /// <param name="origin">Everything that they depend on, by <see cref="ConfigFile.Resolve"/>.</param>
    /// <exception cref="RunDirectoryException">The labels there are of another origin, or of one that nobody noted.</exception>
    public static void Claim(string path, string origin)
    {
        if (IsOf(path, origin))
        {
            return;
        }

        if (File.Exists(path) || ResumableLines.IsBegun(path))
        {
            throw new RunDirectoryException($"{path} was made before it was noted of what; delete it to make it again.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.WriteShared(PathFor(path), temporary => File.WriteAllText(temporary, origin));
    }

    /// <summary>Whether a file of labels has this origin; false where none is noted.</summary>
    /// <exception cref="RunDirectoryException">It has another.</exception>
    public static bool IsOf(string path, string origin)
    {
        string beside = PathFor(path);
        if (!File.Exists(beside))
        {
            return false;
        }

        string there = File.ReadAllText(beside);
        if (there == origin)
        {
            return true;
        }

        string difference;
        try
        {
            difference = ConfigFile.Difference(there, origin) ?? "written in another way";
        }
        catch (JsonException fault)
        {
            throw new RunDirectoryException($"{beside} is damaged, so nothing says what {path} is made of; use another folder, or delete both.", fault);
        }

        throw new RunDirectoryException($"{path} is made of something else ({difference}), as {beside} says; use another folder, or delete both.");
    }

    /// <summary>Where the origin of a file of labels is noted.</summary>
    public static string PathFor(string path) => path + ".origin.json";
}
