using Referent.Cli.Weights;
using Referent.Data.Text;
using Referent.Models.Clip;
using Referent.Models.Tris;
using Referent.Presets;

namespace Referent.Cli.Pulling;

/// <summary>What <c>models pull</c> fetches under one name: files, and the preset that they make.</summary>
/// <param name="Name">Of the preset and its folder.</param>
/// <param name="Files">All of them published by the models' authors.</param>
/// <param name="Preset">Makes the preset of the folder that holds the files.</param>
internal sealed record ModelSource(string Name, IReadOnlyList<RemoteFile> Files, Func<string, Preset> Preset)
{
    /// <summary>Side of the square that CLIP Surgery looks at. Source: the published demo of CLIP Surgery.</summary>
    private const int SurgerySide = 512;

    /// <summary>Of openai/CLIP, clip/bpe_simple_vocab_16e6.txt.gz.</summary>
    private static readonly RemoteFile Vocabulary = new(
        VocabularyFile.Name,
        new Uri("https://raw.githubusercontent.com/openai/CLIP/main/clip/bpe_simple_vocab_16e6.txt.gz"),
        "924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a");

    /// <summary>Names and hashes, which the addresses hold too. Source: CLIP, clip.py, _MODELS.</summary>
    private static readonly (string Model, string File, string Sha256)[] ClipFiles =
    [
        ("RN50", "RN50.pt", "afeb0e10f9e5a86da6080e35cf09123aca3b358a0c3e3b6c78a7b63bc04b6762"),
        ("RN101", "RN101.pt", "8fa8567bab74a42d41c5915025a8e4538c3bdbe8804a470a72f30b0d94fab599"),
        ("RN50x4", "RN50x4.pt", "7e526bd135e493cef0776de27d5f42653e6b4c8bf9e0f653bb11773263205fdd"),
        ("ViT-B/32", "ViT-B-32.pt", "40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af"),
        ("ViT-B/16", "ViT-B-16.pt", "5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f"),
        ("ViT-L/14", "ViT-L-14.pt", "b8cca3fd41ae0c99ba7e8951adf17d267cdb84cd88be6f7c2e0eca1737a03836"),
        ("ViT-L/14@336px", "ViT-L-14-336px.pt", "3035c92b350959924f9f00213499208652fc7ea050643e8b385c2dac08641f02"),
    ];

    /// <summary>Source: the list of checkpoints of segment-anything; the hashes are those of the files behind it.</summary>
    private static readonly (string Name, string File, string Sha256)[] SamFiles =
    [
        ("sam-vit-b", "sam_vit_b_01ec64.pth", "ec2df62732614e57411cdcf32a23ffdf28910380d03139ee0f4fcbe91eb8c912"),
        ("sam-vit-l", "sam_vit_l_0b3195.pth", "3adcc4315b642a4d2101128f611684e8734c41232a17c648ed1693702a49a622"),
        ("sam-vit-h", "sam_vit_h_4b8939.pth", "a7bf3b02f3ebf1267aba913ff637d9a2d5c33d3173bb679e46d9f338c26f262e"),
    ];

    /// <summary>Data sets of the released checkpoints, by release. Source: the releases of TRIS, which name no hashes.</summary>
    private static readonly (bool IsFirst, string Release)[] TrisStages = [(true, "v1.0.4"), (false, "v1.0.1")];

    private static readonly string[] TrisData = ["refcoco", "refcoco+", "refcocog_umd", "refcocog_google", "referit"];

    /// <summary>Everything that can be pulled, by name.</summary>
    public static IReadOnlyList<ModelSource> All { get; } =
    [
        Base(), .. ClipFiles.Select(Clip), .. SamFiles.Select(Sam),
        .. from stage in TrisStages from data in TrisData select Tris(stage.IsFirst, stage.Release, data),
    ];

    /// <summary>The setting of the papers: CLIP ViT-B/16 and SAM ViT-B, for <c>clip-sam</c> at once and for training <c>ppt</c>.</summary>
    private static ModelSource Base()
    {
        RemoteFile clip = ClipFile(ClipFiles.Single(file => file.Model == "ViT-B/16"));
        RemoteFile sam = SamFile(SamFiles[0]);
        return new ModelSource("base", [clip, sam, Vocabulary], folder => new Preset
        {
            Name = "base",
            Clip = ClipPart(folder, clip, ClipPresets.VitB16.Vision.ImageSize),
            Localiser = Localiser,
            Sam = new SamPart(PresetFile.Of(folder, sam.Name)),
        });
    }

    private static LocaliserPart Localiser => new(LocaliserKind.Surgery, SurgerySide, SurgeryImageEncoder.PublishedBlocks, PromptTemplates.All);

    private static ModelSource Clip((string Model, string File, string Sha256) file)
    {
        string name = $"clip-{Path.GetFileNameWithoutExtension(file.File).ToLowerInvariant()}";
        RemoteFile weights = ClipFile(file);
        return new ModelSource(name, [weights, Vocabulary], folder => new Preset
        {
            Name = name,
            Clip = ClipPart(folder, weights, ClipPresets.ByName[file.Model].Vision.ImageSize),
        });
    }

    private static ModelSource Sam((string Name, string File, string Sha256) file)
    {
        RemoteFile weights = SamFile(file);
        return new ModelSource(
            file.Name, [weights], folder => new Preset { Name = file.Name, Sam = new SamPart(PresetFile.Of(folder, weights.Name)) });
    }

    private static ModelSource Tris(bool isFirst, string release, string data)
    {
        string stage = isFirst ? "stage1" : "stage2";
        string name = $"tris-{stage}-{data.Replace('_', '-')}";
        RemoteFile weights = new(
            $"{stage}_{data}.pth",
            new Uri($"https://github.com/fawnliu/TRIS/releases/download/{release}/{stage}_{data}.pth"),
            Sha256: null,
            Model: $"tris-{stage}");
        return new ModelSource(name, [weights, Vocabulary], folder =>
        {
            TrisPart part = new(PresetFile.Of(folder, Vocabulary.Name), TrisStage1Config.ImageSize, TrisStage1Config.TextLength);
            PresetFile file = PresetFile.Of(folder, weights.Name);
            return new Preset { Name = name, Tris = isFirst ? part with { Stage1 = file } : part with { Stage2 = file } };
        });
    }

    private static ClipPart ClipPart(string folder, RemoteFile weights, int side) =>
        new(PresetFile.Of(folder, weights.Name), PresetFile.Of(folder, Vocabulary.Name), side);

    private static RemoteFile ClipFile((string Model, string File, string Sha256) file) =>
        new(file.File, new Uri($"https://openaipublic.azureedge.net/clip/models/{file.Sha256}/{file.File}"), file.Sha256);

    private static RemoteFile SamFile((string Name, string File, string Sha256) file) =>
        new(file.File, new Uri($"https://dl.fbaipublicfiles.com/segment_anything/{file.File}"), file.Sha256);
}
