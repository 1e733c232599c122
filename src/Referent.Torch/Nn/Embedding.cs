using Referent.Torch.Weights;

namespace Referent.Torch.Nn;

/// <summary>A table of vectors: weight [V, C].</summary>
public sealed class Embedding
{
    private readonly Tensor _weight;

    private Embedding(Tensor weight) => _weight = weight;

    public Tensor Weight => _weight;

    public static Embedding Create(WeightScope weights, int count, int width, double standardDeviation = 1) =>
        new(weights.Parameter("weight", Initialiser.Normal(standardDeviation), count, width));

    /// <summary>Int64 [...] -> [..., C]</summary>
    public Tensor Forward(Tensor indices) => _weight.Embedding(indices);
}
