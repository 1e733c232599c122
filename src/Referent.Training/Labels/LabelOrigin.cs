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
        return there == origin ? true : throw new RunDirectoryException(
            $"{path} is made of something else ({DifferenceOf(there, origin)}), as {beside} says; use another folder, or delete both.");
    }

    private static string DifferenceOf(string there, string origin)
    {
        try
        {
            return ConfigFile.Difference(there, origin) ?? "written in another way";
        }
        catch (JsonException)
        {
            return "that file is damaged";
        }
    }

    /// <summary>Where the origin of a file of labels is noted.</summary>
    public static string PathFor(string path) => path + ".origin.json";
}
