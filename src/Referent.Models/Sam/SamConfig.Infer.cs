using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>Reading the sizes off a state dict.</summary>
public sealed partial record SamConfig
{
    /// <summary>Metadata key of <see cref="DecoderHeads"/> in a safetensors file; models of other channels than the published must have it.</summary>
    public const string DecoderHeadsKey = "decoder_heads";

    /// <summary>The pair of every published model. Source: build_sam.py, prompt_embed_dim and num_heads.</summary>
    private const int PublishedChannels = 256;

    /// <inheritdoc cref="PublishedChannels"/>
    private const int PublishedDecoderHeads = 8;

    /// <summary>The sizes of the model that a file holds, under the published names.</summary>
    /// <exception cref="WeightFormatException">The file holds no SAM.</exception>
    public static SamConfig Infer(WeightFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        int? heads = file.Metadata.TryGetValue(DecoderHeadsKey, out string? text) && int.TryParse(text, out int stored) ? stored : null;
        return Infer(file.Tensors.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<long>)entry.Value.Shape), heads);
    }

    /// <summary>The sizes of the model that has these weights.</summary>
    /// <param name="shapes">Shape by state-dict name, in the published naming.</param>
    /// <param name="decoderHeads">Attention heads of the mask decoder; may be left out for the channels of the published models.</param>
    /// <exception cref="WeightFormatException">A name that tells a size is missing, or the sizes do not fit together.</exception>
    public static SamConfig Infer(IReadOnlyDictionary<string, IReadOnlyList<long>> shapes, int? decoderHeads = null)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        int patch = SizeOf(shapes, "image_encoder.patch_embed.proj.weight", 2);
        int grid = SizeOf(shapes, "image_encoder.pos_embed", 1);
        int width = SizeOf(shapes, "image_encoder.pos_embed", 3);
        int channels = SizeOf(shapes, "image_encoder.neck.0.weight", 0);
        int depth = 0;
        while (shapes.ContainsKey($"image_encoder.blocks.{depth}.attn.qkv.weight"))
        {
            depth++;
        }

        // A table of relative positions has 2K - 1 rows for an attention over K x K patches.
        int[] reach = [.. Enumerable.Range(0, depth).Select(block => (SizeOf(shapes, $"image_encoder.blocks.{block}.attn.rel_pos_h", 0) + 1) / 2)];
        SamConfig config = new()
        {
            ImageSize = grid * patch,
            PatchSize = patch,
            EncoderWidth = width,
            EncoderHidden = SizeOf(shapes, "image_encoder.blocks.0.mlp.lin1.weight", 0),
            Depth = depth,
            EncoderHeads = width / SizeOf(shapes, "image_encoder.blocks.0.attn.rel_pos_h", 1),
            WindowSize = reach.Min(),
            GlobalBlocks = [.. Enumerable.Range(0, depth).Where(block => reach[block] == grid)],
            OutputChannels = channels,
            DecoderHeads = decoderHeads ?? PublishedHeads(channels),
            DecoderHidden = SizeOf(shapes, "mask_decoder.transformer.layers.0.mlp.lin1.weight", 0),
            IouHidden = SizeOf(shapes, "mask_decoder.iou_prediction_head.layers.0.weight", 0),
            MaskPromptHidden = SizeOf(shapes, "prompt_encoder.mask_downscaling.3.weight", 0),
        };
        try
        {
            config.Validate();
        }
        catch (ArgumentException fault)
        {
            throw new WeightFormatException(fault.Message, fault);
        }

        return config;
    }

    private static int PublishedHeads(int channels) => channels == PublishedChannels
        ? PublishedDecoderHeads
        : throw new WeightFormatException(
            $"A SAM of {channels} channels is none of the published ones; its file must name '{DecoderHeadsKey}' in the metadata.");

    private static int SizeOf(IReadOnlyDictionary<string, IReadOnlyList<long>> shapes, string name, int axis) =>
        shapes.TryGetValue(name, out IReadOnlyList<long>? shape) && axis < shape.Count && shape[axis] > 0
            ? checked((int)shape[axis])
            : throw new WeightFormatException($"These weights are no SAM of the published naming: '{name}' is missing or has no axis {axis}.");
}
