using System.Security.Cryptography;
using System.Text;
using Referent.Data.Text;
using Referent.Models.Localisation;
using Referent.Models.PointPrompting;

namespace Referent.Presets;

/// <summary>
/// A set of weights that belong together and what they need to be used: the content of a <c>preset.json</c>. Parts may be absent; a method
/// that needs an absent one says so.
/// </summary>
public sealed record Preset
{
    public required string Name { get; init; }

    /// <summary>CLIP: for the localiser and the generator.</summary>
    public ClipPart? Clip { get; init; }

    /// <summary>Finds phrases without training: for <c>clip-sam</c>.</summary>
    public LocaliserPart? Localiser { get; init; }

    /// <summary>How CLIP-ES sees: for <c>clip-es</c> and for <c>clip-sam</c> with that localiser; null for the published settings.</summary>
    public ClipEsPart? ClipEs { get; init; }

    /// <summary>SAM: turns points into masks.</summary>
    public SamPart? Sam { get; init; }

    /// <summary>The trained point generator: for <c>ppt</c>.</summary>
    public GeneratorPart? Generator { get; init; }

    /// <summary>TRIS: for <c>tris</c> and, with SAM, <c>tris-sam</c>.</summary>
    public TrisPart? Tris { get; init; }

    /// <summary>Which pictures the weights know, where the others are worth a word.</summary>
    public DomainPart? Domain { get; init; }

    /// <exception cref="PresetException">Values out of range: all faults at once.</exception>
    public void Validate()
    {
        (bool Holds, string Rule)[] rules =
        [
            (Clip is not { ImageSize: < 1 }, "clip.imageSize is at least 1"),
            (Localiser is not { ImageSize: < 1 }, "localiser.imageSize is at least 1"),
            (Localiser is not { Blocks: < 1 }, "localiser.blocks is at least 1"),
            (Localiser is not { Templates.Count: 0 }, "localiser.templates has at least one sentence"),
            (Localiser?.Templates.All(template => template.Contains("{}", StringComparison.Ordinal)) is not false, "every template holds {}"),
            (ClipEs is not { ImageSize: < 1 }, "clipEs.imageSize is at least 1"),
            (ClipEs is not { Blocks: < 1 }, "clipEs.blocks is at least 1"),
            (
                ClipEs is null or { BoxThreshold: > 0 and < 1, MaskThreshold: > 0 and < 1 },
                "clipEs.boxThreshold and clipEs.maskThreshold are between 0 and 1"
            ),
            (
                ClipEs is not { Templates.Count: 0 } and not { Backgrounds.Count: 0 },
                "clipEs.templates and clipEs.backgrounds are not empty where they are given"
            ),
            (ClipEs?.Backgrounds?.Any(string.IsNullOrWhiteSpace) is not true, "no text of clipEs.backgrounds is empty"),
            (ClipEs?.Templates?.All(template => template.Contains("{}", StringComparison.Ordinal)) is not false, "every template of clipEs holds {}"),
            (
                Generator is null || Generator.Blocks.Count == Generator.Config.Stages,
                "generator.blocks has one number for each of generator.config.stages"
            ),
            (Generator is null or { MinPresence: >= 0 and < 1 }, "generator.minPresence is at least 0 and below 1"),
            (Tris is null || (Tris.ImageSize > 0 && Tris.ImageSize % 32 == 0), "tris.imageSize is a multiple of 32"),
            (Tris is not { TextLength: < 2 }, "tris.textLength is at least 2"),
            (Tris is not { Stage1: null, Stage2: null }, "tris has stage1, stage2 or both"),
            .. (Generator?.Config.Faults() ?? []).Select(fault => (false, $"generator.config: {fault}")),
            .. AllFiles().Select(file => (file.IsWellFormed, $"'{file.File}' is a file inside the folder with a sha256 of 64 hexadecimal digits")),
        ];
        string[] faults = [.. rules.Where(rule => !rule.Holds).Select(rule => rule.Rule)];
        if (faults.Length > 0)
        {
            throw new PresetException($"Preset '{Name}' cannot be used; it must hold that: {string.Join("; ", faults)}.");
        }
    }

    /// <summary>SHA-256 of all that the preset says, the hashes of its files among it: another one means other weights or settings.</summary>
    /// <returns>64 hexadecimal digits.</returns>
    public string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PresetJson.Write(this))));

    /// <summary>The fingerprint of what is frozen in trainings of generators and makes their labels: weights, vocabulary, localisers.</summary>
    public string FrozenFingerprint() => (this with { Name = string.Empty, Generator = null, Tris = null, Domain = null }).Fingerprint();

    /// <summary>Names of the parts that are there, as <c>preset.json</c> has them; TRIS's stages each.</summary>
    public IReadOnlyList<string> PartNames()
    {
        (object? Part, string Name)[] parts =
        [
            (Clip, "clip"), (Localiser, "localiser"), (ClipEs, "clipEs"), (Sam, "sam"), (Generator, "generator"), (Tris?.Stage1, "tris.stage1"),
            (Tris?.Stage2, "tris.stage2"), (Domain, "domain"),
        ];
        return [.. parts.Where(item => item.Part is not null).Select(item => item.Name)];
    }

    /// <summary>The files of all parts; one that several parts share comes several times.</summary>
    public IEnumerable<PresetFile> AllFiles() =>
        new[]
        {
            Clip?.Weights, Clip?.Vocabulary, Sam?.Weights, Generator?.Weights, Tris?.Vocabulary, Tris?.Stage1, Tris?.Stage2, Domain?.Centre,
        }.OfType<PresetFile>();
}

/// <param name="Weights">safetensors with the published names.</param>
/// <param name="Vocabulary">The merges of the tokenizer.</param>
/// <param name="ImageSize">Side of the square that pictures are stretched to for the generator, in pixels; a multiple of the patch size.</param>
public sealed record ClipPart(PresetFile Weights, PresetFile Vocabulary, int ImageSize);

/// <param name="Kind">How phrases are found; the rest is for CLIP Surgery, CLIP-ES has a part of its own.</param>
/// <param name="ImageSize">Side of the square that pictures are stretched to, in pixels; a multiple of the patch size.</param>
/// <param name="Blocks">How many of the last blocks run two paths.</param>
/// <param name="Templates">Sentences around the phrase, each with the mark <c>{}</c>.</param>
/// <param name="Tiles">T: the square is shown to CLIP as T x T tiles; 1 for the whole.</param>
public sealed record LocaliserPart(LocaliserKind Kind, int ImageSize, int Blocks, IReadOnlyList<string> Templates, int Tiles = 1);

/// <summary>How phrases are found without training.</summary>
public enum LocaliserKind
{
    /// <summary>CLIP Surgery.</summary>
    Surgery,

    /// <summary>CLIP-ES.</summary>
    ClipEs,
}

/// <param name="ImageSize">Long side that larger pictures are shrunk to, in pixels.</param>
/// <param name="Blocks">Of how many last blocks the attention is averaged; null for two thirds of all.</param>
/// <param name="BoxThreshold">Share of a map's highest value above which a patch decides where the map may spread from.</param>
/// <param name="MaskThreshold">What of a map belongs to the mask. Source: the published bg = 1 - fg; other sets were best cut elsewhere.</param>
/// <param name="Templates">Sentences around phrases and backgrounds, each with the mark <c>{}</c>; null for the published one.</param>
/// <param name="Backgrounds">What a phrase competes with; null for <see cref="BackgroundWords.All"/>.</param>
public sealed record ClipEsPart(
    int ImageSize = ClipEsOptions.DefaultLongSide,
    int? Blocks = null,
    double BoxThreshold = ClipEsOptions.DefaultBoxThreshold,
    double MaskThreshold = 0.5,
    IReadOnlyList<string>? Templates = null,
    IReadOnlyList<string>? Backgrounds = null)
{
    /// <summary>Source: CLIP-ES, generate_cams_voc12.py; the best of CLIP's templates by sharpness, section 3.3 of the paper.</summary>
    public static IReadOnlyList<string> PublishedTemplates { get; } = ["a clean origami {}."];
}

/// <param name="Weights">safetensors with the published names.</param>
public sealed record SamPart(PresetFile Weights);

/// <param name="Weights">safetensors of the generator's own parameters.</param>
/// <param name="Config">Sizes.</param>
/// <param name="Blocks">After which blocks of CLIP's image tower the generator looks, ascending, the first block being 1.</param>
/// <param name="SurgeryBlocks">
/// 0 for the tower as it is; otherwise the last stage is CLIP Surgery's local path over so many of the last blocks.
/// </param>
/// <param name="Tiles">T: CLIP sees T x T tiles, each of the size of the part clip; 1 for the whole picture.</param>
/// <param name="MinPresence">A phrase whose presence is at most this is answered as not in the picture; 0 leaves that to the mask.</param>
/// <param name="Multimask">Whether SAM's mask of highest predicted IoU among whole, part and subpart is the answer.</param>
public sealed record GeneratorPart(
    PresetFile Weights,
    GeneratorConfig Config,
    IReadOnlyList<int> Blocks,
    int SurgeryBlocks,
    int Tiles = 1,
    bool Multimask = false,
    double MinPresence = 0);

/// <param name="Vocabulary">The merges of the tokenizer of either stage.</param>
/// <param name="ImageSize">Side of the square that pictures are stretched to, in pixels; a multiple of 32.</param>
/// <param name="TextLength">Ids of a text, start and end included.</param>
/// <param name="Stage1">safetensors of the first stage, which is asked where there is no second.</param>
/// <param name="Stage2">safetensors of the second stage.</param>
public sealed record TrisPart(PresetFile Vocabulary, int ImageSize, int TextLength, PresetFile? Stage1 = null, PresetFile? Stage2 = null);

/// <param name="Note">What to say of a picture that is unlike those, one sentence.</param>
/// <param name="Centre">safetensors with the mean vector of the pictures that the weights know.</param>
/// <param name="SimilarityBelow">A picture is unlike them when the cosine of its vector with the centre is lower.</param>
public sealed record DomainPart(string Note, PresetFile Centre, double SimilarityBelow)
{
    /// <summary>Name of the tensor in the file: [1, E], of unit length.</summary>
    internal const string CentreName = "centre";
}
