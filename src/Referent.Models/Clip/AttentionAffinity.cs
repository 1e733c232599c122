using Referent.Torch;

namespace Referent.Models.Clip;

/// <summary>
/// From the attention between patches to how much they belong together: nearly doubly stochastic, symmetric, two steps of a walk.
/// Source: CLIP-ES, class-aware attention-based affinity; Lin et al., CVPR 2023, section 3.4. Differs: none.
/// </summary>
public static class AttentionAffinity
{
    /// <summary>How often columns and then rows are made to sum to 1. Source: generate_cams_voc12.py.</summary>
    private const int Rounds = 3;

    /// <param name="attention">[N, N], positive; borrowed.</param>
    /// <returns>[N, N], the square of a symmetric matrix whose rows sum to nearly 1; the caller's.</returns>
    public static Tensor From(Tensor attention)
    {
        ArgumentNullException.ThrowIfNull(attention);
        using TensorScope scope = TensorScope.Begin();
        Tensor balanced = attention;
        for (int round = 0; round < Rounds; round++)
        {
            balanced /= balanced.Sum([0], keepDim: true);
            balanced /= balanced.Sum([1], keepDim: true);
        }

        Tensor symmetric = (balanced + balanced.Transpose(0, 1)) * 0.5;
        return scope.Keep(symmetric.MatMul(symmetric));
    }
}
