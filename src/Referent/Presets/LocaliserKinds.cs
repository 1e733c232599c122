using Referent.Formats;

namespace Referent.Presets;

/// <summary>The names of localisers in presets, on command lines and in reports.</summary>
public static class LocaliserKinds
{
    private static readonly string[] Names = ["surgery", "clip-es"];

    public static IReadOnlyList<string> AllNames => Names;

    public static string NameOf(LocaliserKind kind) => Names[(int)kind];

    /// <exception cref="ArgumentException">No localiser has this name; the message names the nearest.</exception>
    public static LocaliserKind Parse(string name) => Array.IndexOf(Names, name) is >= 0 and int at
        ? (LocaliserKind)at
        : throw new ArgumentException(
            $"There is no localiser '{name}'; the nearest is '{NearestName.Of(name, Names)}', known are {string.Join(", ", Names)}.");
}
