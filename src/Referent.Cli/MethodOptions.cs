using System.CommandLine;
using Referent.Presets;

namespace Referent.Cli;

/// <summary>What <c>segment</c> and <c>eval</c> share: by which method, of which preset.</summary>
internal static class MethodOptions
{
    public static readonly Option<string?> Method = new("--method")
    {
        Description = $"{string.Join(", ", SegmentationMethods.AllNames)}; by default the best that the preset has the parts for.",
    };

    public static readonly Option<string?> Localiser = new("--localiser")
    {
        Description = $"Who finds the phrase for clip-sam: {string.Join(" or ", LocaliserKinds.AllNames)}; by default the preset's choice.",
    };

    public static readonly Option<bool> Crf = new("--crf") { Description = "Moves the mask of clip-es to the edges of the picture by a dense CRF." };

    public static readonly Option<string?> MapPrompt = new("--map-prompt")
    {
        Description = $"What tris-sam tells SAM of its map: {string.Join(", ", MapPrompts.AllNames)} (the map beside its points); by default points.",
    };

    public static readonly Option<bool> AsReleased = new("--as-released")
    {
        Description = "tris and tris-sam do as the official program: long texts all read alike, a map without a positive logit turns inside out.",
    };

    public static readonly Option<string> Preset = new("--preset")
    {
        Description = "Weights: the name of a preset, or a folder with one.",
        DefaultValueFactory = _ => "tiny",
    };

    /// <exception cref="ArgumentException">No method, localiser, map prompt or preset has the name.</exception>
    /// <exception cref="PresetException">The preset is a published one that has not been fetched.</exception>
    public static SegmenterOptions Read(ParseResult parsed) => new()
    {
        Preset = PresetNames.Check(parsed.GetRequiredValue(Preset)),
        Method = parsed.GetValue(Method) is { } method ? SegmentationMethods.Parse(method) : null,
        Localiser = parsed.GetValue(Localiser) is { } localiser ? LocaliserKinds.Parse(localiser) : null,
        MapPrompt = parsed.GetValue(MapPrompt) is { } mapPrompt ? MapPrompts.Parse(mapPrompt) : null,
        AsReleased = parsed.GetValue(AsReleased),
        Crf = parsed.GetValue(Crf),
    };
}
