using Referent.Formats;

namespace Referent;

/// <summary>What of TRIS's map SAM is told by the method <c>tris-sam</c>.</summary>
public enum MapPrompt
{
    /// <summary>Points where it answers most and least, by CLIP Surgery's rule.</summary>
    Points,

    /// <summary>The smallest box around all places that answer.</summary>
    Box,

    /// <summary>The logits as a mask prompt, beside the points: SAM has never learnt from a mask alone.</summary>
    Mask,
}

/// <summary>The names of <see cref="MapPrompt"/> on command lines and in reports.</summary>
public static class MapPrompts
{
    private static readonly string[] Names = ["points", "box", "mask"];

    public static IReadOnlyList<string> AllNames => Names;

    public static string NameOf(MapPrompt prompt) => Names[(int)prompt];

    /// <exception cref="ArgumentException">None has this name; the message names the nearest.</exception>
    public static MapPrompt Parse(string name) => Array.IndexOf(Names, name) is >= 0 and int at
        ? (MapPrompt)at
        : throw new ArgumentException(
            $"SAM cannot be told '{name}' of a map; the nearest is '{NearestName.Of(name, Names)}', known are {string.Join(", ", Names)}.");
}
