using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Clip;

/// <summary>
/// Cuts images into patches and maps each to a token: the convolution of CLIP's <c>conv1</c>, whose stride is its kernel, done as one
/// matrix product. Differs from it by rounding only, needs no transposition afterwards and follows <see cref="Precision"/>.
/// </summary>
internal sealed class PatchEmbedding
{
    private readonly Tensor _weight;
    private readonly int _patch;

    public PatchEmbedding(WeightScope weights, int patch, int width)
    {
        _weight = weights.Matrix("weight", Initialiser.FanIn(3L * patch * patch), width, 3, patch, patch);
        _patch = patch;
    }

    /// <param name="image">[B, 3, h * P, w * P]</param>
    /// <returns>[B, h * w, C], rows of the grid one after another.</returns>
    public Tensor Forward(Tensor image)
    {
        using TensorScope scope = TensorScope.Begin();
        (long b, long h, long w) = (image.Size(0), image.Size(2) / _patch, image.Size(3) / _patch);
        Tensor patches = image.Reshape(b, 3, h, _patch, w, _patch)
            .Permute(0, 2, 4, 1, 3, 5)                                  // [B, h, w, 3, P, P]
            .Reshape(b, h * w, 3 * _patch * _patch);
        return scope.Keep(Precision.Linear(patches, _weight.Reshape(_weight.Size(0), -1), null));
    }
}
