using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>
/// Image tokens to pixel features four times finer. Source: mask_decoder.py, output_upscaling. Differs: the order of axes, see
/// <see cref="Doubling"/>.
/// </summary>
internal sealed class MaskUpscaling(WeightScope weights, int channels)
{
    /// <summary>Source: common.py, LayerNorm2d.</summary>
    private const double Epsilon = 1e-6;

    private readonly Doubling _half = new(weights.In("0"), channels, channels / 4);
    private readonly LayerNorm _norm = LayerNorm.Create(weights.In("1"), channels / 4, Epsilon);
    private readonly Doubling _full = new(weights.In("3"), channels / 4, channels / 8);

    /// <summary>[P, G G, C] -> [P, G G 16, C / 8]; <see cref="ToPlanes"/> puts what is made of it in the order of the picture.</summary>
    public Tensor Forward(Tensor image)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor half = Activate(_norm.Forward(_half.Forward(image)));
        return scope.Keep(Activate(_full.Forward(half)).Reshape(image.Size(0), image.Size(1) * 16, channels / 8));
    }

    /// <summary>GELU; in place where no gradient needs what was there.</summary>
    private static Tensor Activate(Tensor fresh)
    {
        if (fresh.RequiresGrad)
        {
            return fresh.GeluErf();
        }

        fresh.GeluErfInPlace();
        return fresh;
    }

    /// <summary>[P, M, G G 16] -> [P, M, 4G, 4G]</summary>
    public static Tensor ToPlanes(Tensor pixels, long grid)
    {
        using TensorScope scope = TensorScope.Begin();
        (long p, long m) = (pixels.Size(0), pixels.Size(1));
        Tensor nested = pixels.Reshape(p, m, grid, grid, 2, 2, 2, 2);                                            // [P, M, Y, X, y2, x2, y4, x4]
        return scope.Keep(nested.Permute(0, 1, 2, 4, 6, 3, 5, 7).Reshape(p, m, grid * 4, grid * 4));
    }
}
