using Referent.Models.Clip;
using Referent.Models.Sam;

namespace Referent.Cli.Bench;

/// <summary>
/// Arithmetic that the networks cannot do without: products of matrices, attention included, a multiplication and an addition counted as
/// two. Softmax, norms and activations are not counted; neither are the tokens that pad SAM's windows, except as keys.
/// </summary>
internal static class EncoderWork
{
    /// <summary>The image encoder of SAM, one picture.</summary>
    public static double Of(SamConfig config)
    {
        double tokens = (double)config.Grid * config.Grid;
        double width = config.EncoderWidth;
        double linears = tokens * ((4 * width * width) + (2 * width * config.EncoderHidden)) * config.Depth;
        double attention = Enumerable.Range(0, config.Depth).Sum(block =>
        {
            double side = config.GlobalBlocks.Contains(block) ? config.Grid : config.WindowSize;
            return 2 * tokens * width * ((side * side) + side);      // scores and mixing; relative positions
        });
        double patches = tokens * 3 * config.PatchSize * config.PatchSize * width;
        double neck = tokens * config.OutputChannels * (width + (9 * config.OutputChannels));
        return 2 * (linears + attention + patches + neck);
    }

    /// <summary>
    /// The mask decoder of SAM as published, one prompt of this many points, one mask; without the prompt's own tokens' few products.
    /// </summary>
    public static double OfDecoder(SamConfig config, int points)
    {
        const int crossings = 5;                // token to image and back in both layers, and once more to the image
        double pixels = (double)config.Grid * config.Grid;
        double tokens = points + 1 + 1 + SamConfig.MultimaskOutputs + 1;
        double channels = config.OutputChannels;
        double projections = crossings * pixels * channels * (channels / 2) * 2;
        double attention = crossings * pixels * tokens * (channels / 2) * 2;
        double upscaling = (pixels * channels * channels) + (4 * pixels * (channels / 4) * (channels / 2));
        double filters = 16 * pixels * (channels / 8);
        double perceptrons = 2 * tokens * 2 * channels * config.DecoderHidden;
        return 2 * (projections + attention + upscaling + filters + perceptrons);
    }

    /// <summary>The image tower of CLIP at its native size.</summary>
    public static double Of(ClipVisionConfig config)
    {
        double patches = (double)config.Grid * config.Grid;
        return OfTransformer(patches + 1, config.Width, config.Layers) + (2 * patches * 3 * config.PatchSize * config.PatchSize * config.Width);
    }

    /// <summary>The text tower of CLIP for one text of this many tokens.</summary>
    public static double Of(ClipTextConfig config, int tokens) => OfTransformer(tokens, config.Width, config.Layers);

    private static double OfTransformer(double tokens, double width, int layers) =>
        2 * layers * tokens * ((12 * width * width) + (2 * tokens * width));
}
