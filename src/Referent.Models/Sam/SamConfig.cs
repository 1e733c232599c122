namespace Referent.Models.Sam;

/// <summary>Sizes of a Segment Anything model. Source: segment_anything/build_sam.py. Differs: every size is free.</summary>
public sealed partial record SamConfig
{
    /// <summary>Masks of one prompt when several are asked for: whole, part and subpart. Source: build_sam.py, num_multimask_outputs.</summary>
    public const int MultimaskOutputs = 3;

    /// <summary>Side of the square input, in pixels; a multiple of <see cref="PatchSize"/>.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Side of one patch, in pixels.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Channels of the image encoder's blocks; a multiple of <see cref="EncoderHeads"/>.</summary>
    public required int EncoderWidth { get; init; }

    /// <summary>Hidden channels of the image encoder's perceptrons.</summary>
    public required int EncoderHidden { get; init; }

    /// <summary>Number of blocks of the image encoder.</summary>
    public required int Depth { get; init; }

    /// <summary>Attention heads of the image encoder.</summary>
    public required int EncoderHeads { get; init; }

    /// <summary>Side of an attention window, in patches.</summary>
    public required int WindowSize { get; init; }

    /// <summary>Blocks that attend over the whole picture, counted from 0; the others attend inside windows.</summary>
    public required IReadOnlyList<int> GlobalBlocks { get; init; }

    /// <summary>Channels of the image embedding, the prompts and the mask decoder; a multiple of 8 and of twice <see cref="DecoderHeads"/>.</summary>
    public required int OutputChannels { get; init; }

    /// <summary>Attention heads of the mask decoder. Not readable from a state dict.</summary>
    public required int DecoderHeads { get; init; }

    /// <summary>Hidden channels of the mask decoder's perceptrons.</summary>
    public required int DecoderHidden { get; init; }

    /// <summary>Hidden channels of the head that predicts a mask's IoU.</summary>
    public required int IouHidden { get; init; }

    /// <summary>Hidden channels of the mask prompt's convolutions; a multiple of 4.</summary>
    public required int MaskPromptHidden { get; init; }

    /// <summary>Side of the image embedding, in patches.</summary>
    public int Grid => ImageSize / PatchSize;

    /// <summary>Side of the low-resolution mask logits and of mask prompts, in pixels.</summary>
    public int MaskSide => Grid * 4;

    /// <exception cref="ArgumentException">Sizes that do not fit together, all of them in one message.</exception>
    public void Validate()
    {
        (bool Holds, string Rule)[] rules =
        [
            (ImageSize > 0 && PatchSize > 0 && ImageSize % PatchSize == 0, "ImageSize is a multiple of PatchSize"),
            (EncoderHeads > 0 && EncoderWidth % EncoderHeads == 0, "EncoderWidth is a multiple of EncoderHeads"),
            (WindowSize > 0 && WindowSize <= Grid, "WindowSize is between 1 and ImageSize / PatchSize"),
            (GlobalBlocks.All(block => block >= 0 && block < Depth), "GlobalBlocks are below Depth"),
            (DecoderHeads > 0 && OutputChannels % (2 * DecoderHeads) == 0, "OutputChannels is a multiple of twice DecoderHeads"),
            (OutputChannels % 8 == 0, "OutputChannels is a multiple of 8"),
            (MaskPromptHidden % 4 == 0, "MaskPromptHidden is a multiple of 4"),
        ];
        string[] broken = [.. rules.Where(rule => !rule.Holds).Select(rule => rule.Rule)];
        if (broken.Length > 0)
        {
            throw new ArgumentException($"A SAM of these sizes cannot be built; it must hold that: {string.Join("; ", broken)}.");
        }
    }
}
