using Referent.Models.Clip;
using Referent.Models.Sam;
using Referent.Models.Tris;
using Referent.Torch.Weights;

namespace Referent.Models;

/// <summary>What a file of weights holds: which model, of which size, and what does not fit it.</summary>
public sealed record FoundationModel
{
    private FoundationModel()
    {
    }

    /// <summary>"clip", "sam", "tris-stage1" or "tris-stage2".</summary>
    public required string Kind { get; init; }

    /// <summary>The published name of the size, for TRIS that of the CLIP inside; null for another.</summary>
    public required string? Size { get; init; }

    /// <summary>The sizes, where it is a CLIP or has one inside, as TRIS does.</summary>
    public ClipConfig? Clip { get; init; }

    /// <summary>The sizes, where it is a SAM.</summary>
    public SamConfig? Sam { get; init; }

    /// <summary>The sizes beside the CLIP inside, where it is TRIS's first stage; those of the second follow from the CLIP.</summary>
    public TrisStage1Config? Tris { get; init; }

    /// <summary>Scalars that training changes; running statistics and fixed positions are not counted.</summary>
    public required long Parameters { get; init; }

    /// <summary>Names that are missing or unexpected, and shapes that differ; empty where the file can be loaded.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>The <see cref="Kind"/> by the names in a file; null for anything else.</summary>
    public static string? KindOf(WeightFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        (string Name, string Kind)[] marks =
        [
            ("text_projection", "clip"),
            ("image_encoder.pos_embed", "sam"),
            ("lan_project.weight", "tris-stage1"),
            ("attention2.Wk.weight", "tris-stage2"),
        ];
        return Array.Find(marks, mark => file.Tensors.ContainsKey(mark.Name)).Kind;
    }

    /// <summary>Tells what a file holds by its names and shapes; no tensor is read.</summary>
    /// <param name="file">Under the official names; borrowed.</param>
    /// <returns>Null where it is none of them.</returns>
    /// <exception cref="WeightFormatException">It is one of them by its names, but its sizes do not fit together.</exception>
    public static FoundationModel? Recognise(WeightFile file)
    {
        string? kind = KindOf(file);
        using WeightStore shapes = WeightStore.ShapesOnly();
        if (kind == "clip")
        {
            ClipConfig config = ClipConfig.Infer(file.Shapes());
            _ = new ClipModel(shapes.Root, config);
            return new FoundationModel
            {
                Kind = kind,
                Size = NameOf(config),
                Clip = config,
                Parameters = shapes.ParameterCount,
                Faults = FaultsOf(file, shapes),
            };
        }

        if (kind is "tris-stage1" or "tris-stage2")
        {
            TrisStage1Config? first = kind == "tris-stage1" ? TrisStage1Config.Infer(file.Shapes()) : null;
            ClipConfig backbone = first?.Backbone ?? TrisStage2.InferBackbone(file.Shapes());
            _ = first is null ? (object)new TrisStage2(shapes.Root, backbone) : new TrisStage1(shapes.Root, first);
            return new FoundationModel
            {
                Kind = kind,
                Size = NameOf(backbone),
                Clip = backbone,
                Tris = first,
                Parameters = shapes.ParameterCount,
                Faults = FaultsOf(file, shapes),
            };
        }

        if (kind == "sam")
        {
            SamConfig config = SamConfig.Infer(file);
            _ = new SamModel(shapes.Root, config);
            return new FoundationModel
            {
                Kind = kind,
                Size = NameOf(config),
                Sam = config,
                Parameters = shapes.ParameterCount,
                Faults = FaultsOf(file, shapes),
            };
        }

        return null;
    }

    private static string[] FaultsOf(WeightFile file, WeightStore model) =>
    [
        .. model.Tensors.Where(item => !file.Tensors.ContainsKey(item.Key)).Select(item => $"missing: {item.Key}"),
        .. file.Tensors.Keys.Where(name => !model.Tensors.ContainsKey(name)).Select(name => $"unexpected: {name}"),
        .. model.Tensors
            .Where(item => file.Tensors.TryGetValue(item.Key, out TensorInfo? info) && !info.Shape.SequenceEqual(item.Value.Shape))
            .Select(item =>
                $"misshaped: {item.Key} is [{string.Join(", ", file.Tensors[item.Key].Shape)}], "
                + $"the model wants [{string.Join(", ", item.Value.Shape)}]"),
    ];

    private static string? NameOf(ClipConfig config) => ClipPresets.ByName.FirstOrDefault(preset => Same(preset.Value, config)).Key;

    private static string? NameOf(SamConfig config)
    {
        (string Name, SamConfig Config)[] published = [("ViT-B", SamConfig.VitB), ("ViT-L", SamConfig.VitL), ("ViT-H", SamConfig.VitH)];
        return Array.Find(published, preset => Same(preset.Config, config)).Name;
    }

    /// <summary>Records compare lists by reference.</summary>
    private static bool Same(ClipConfig preset, ClipConfig config) =>
        (preset.Vision, config.Vision) is (ClipResNetConfig known, ClipResNetConfig read)
            ? known.Blocks.SequenceEqual(read.Blocks) && preset == config with { Vision = read with { Blocks = known.Blocks } }
            : preset == config;

    /// <inheritdoc cref="Same(ClipConfig, ClipConfig)"/>
    private static bool Same(SamConfig preset, SamConfig config) =>
        preset.GlobalBlocks.SequenceEqual(config.GlobalBlocks) && preset == config with { GlobalBlocks = preset.GlobalBlocks };
}
