using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tris;

/// <summary>
/// From four levels of features to a mask: each level is narrowed, and the sum with the level below goes up. Source: the official program of
/// TRIS, second stage; the paper calls the decoder symmetric and says no more. Differs: none.
/// </summary>
internal sealed class SegmentationDecoder
{
    /// <summary>Levels of features, the finest first, and of predictions in training.</summary>
    public const int Levels = 4;

    private readonly ConvBlock[] _narrow;
    private readonly ConvBlock[] _up;
    private readonly MapHead[] _heads;

    /// <param name="weights">The root scope of a second stage.</param>
    /// <param name="width">Channels of the stem of CLIP's network; level i has 4 * 2^i times as many.</param>
    public SegmentationDecoder(WeightScope weights, int width)
    {
        _narrow =
        [
            new ConvBlock(weights.In("reduced_c1"), 4 * width, width),
            new ConvBlock(weights.In("reduced_c2"), 8 * width, 2 * width),
            new ConvBlock(weights.In("reduced_c3"), 16 * width, 4 * width),
            new ConvBlock(weights.In("reduced_c4"), 32 * width, 8 * width),
        ];
        _up =
        [
            new ConvBlock(weights.In("output1"), width, width / 2),
            new ConvBlock(weights.In("output2"), 2 * width, width),
            new ConvBlock(weights.In("output3"), 4 * width, 2 * width),
            new ConvBlock(weights.In("output4"), 8 * width, 4 * width),
        ];
        _heads =
        [
            new MapHead(weights.In("final_seg1"), width / 2, width / 2),
            new MapHead(weights.In("final_seg2"), width, width / 2),
            new MapHead(weights.In("final_seg3"), 2 * width, width),
            new MapHead(weights.In("final_seg4"), 4 * width, width),
        ];
    }

    /// <param name="levels">Features of each level, the finest first: [B or 1, 4 * 2^i * width, h_i, w_i].</param>
    /// <param name="height">Of the input image.</param>
    /// <param name="width">Of the input image.</param>
    /// <param name="heads">How many of the predictions to compute, the finest first.</param>
    /// <param name="training">As <see cref="ConvBlock.Forward"/>.</param>
    /// <returns><paramref name="heads"/> times [B, 1, height, width].</returns>
    public Tensor[] Forward(Tensor[] levels, long height, long width, int heads, bool training)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor[] sums = new Tensor[Levels];
        Tensor x = _narrow[^1].Forward(levels[^1], training);
        for (int level = Levels - 1; level > 0; level--)
        {
            Tensor side = _narrow[level - 1].Forward(levels[level - 1], training);
            sums[level] = _up[level].Forward(x, training).ResizeBilinear(side.Size(2), side.Size(3));
            x = sums[level] + side;
        }

        sums[0] = _up[0].Forward(x, training);
        Tensor[] predictions = new Tensor[heads];
        for (int level = 0; level < heads; level++)
        {
            predictions[level] = scope.Keep(_heads[level].Forward(sums[level], height, width, training));
        }

        return predictions;
    }
}
