using Referent.Torch.Weights;

namespace Referent.Torch.Nn;

/// <summary>
/// The precision of matrix products: Float32, or BFloat16 where an operand is BFloat16 (such as weights loaded so, see
/// <see cref="WeightScope.WithMatrices"/>) and everywhere on this thread inside a <see cref="Begin"/> block. Then operands are rounded to BFloat16,
/// products accumulate in Float32, and results are BFloat16. What is done to them element by element stays BFloat16; sums with a Float32 tensor, and
/// norms, are Float32.
/// </summary>
public static class Precision
{
    [ThreadStatic]
    private static bool _bfloat16;

    /// <summary>Matrix products in BFloat16 until disposed.</summary>
    public static PrecisionBlock Begin(bool bfloat16) => new(bfloat16);

    /// <summary>The type of products with these weights.</summary>
    public static DType Of(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return _bfloat16 ? DType.BFloat16 : weight.DType;
    }

    /// <summary>aten::linear in the current precision, or <see cref="FewRows"/> where it serves; Float32 or BFloat16 in.</summary>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias)
    {
        if (Of(weight) == DType.BFloat16)
        {
            return Rounded(x).Linear(Rounded(weight), bias is null ? null : Rounded(bias));
        }

        return FewRows.Serves(x, weight, bias) ? FewRows.Linear(x, weight, bias!) : x.Linear(weight, bias);
    }

    /// <summary>
    /// <paramref name="output"/> [N, Out], of the type <see cref="Of"/>, is overwritten by the linear map of x [N, In]; no gradient is recorded.
    /// </summary>
    public static void LinearInto(Tensor x, Tensor weight, Tensor bias, Tensor output)
    {
        using TensorScope scope = TensorScope.Begin();
        if (Of(weight) == DType.BFloat16)
        {
            Rounded(x).LinearInto(Rounded(weight), Rounded(bias), output);
        }
        else
        {
            x.LinearInto(weight, bias, output);
        }
    }

    /// <summary>sum [N, Out] += the linear map of x [N, In]; no gradient is recorded.</summary>
    public static void AddLinear(Tensor sum, Tensor x, Tensor weight, Tensor bias)
    {
        using TensorScope scope = TensorScope.Begin();
        if (Of(weight) == DType.BFloat16)
        {
            sum.AddInPlace(Linear(x, weight, bias));
        }
        else
        {
            sum.AddLinearInPlace(x, weight, bias);
        }
    }

    /// <summary>aten::matmul in the current precision; Float32 or BFloat16 in.</summary>
    public static Tensor MatMul(Tensor left, Tensor right)
    {
        ArgumentNullException.ThrowIfNull(left);
        return Of(left) == DType.BFloat16 || Of(right) == DType.BFloat16 ? Rounded(left).MatMul(Rounded(right)) : left.MatMul(right);
    }

    /// <summary>sum [B, N, M] + left [B, N, K] x right [B, K, M], the product in the current precision.</summary>
    public static Tensor AddMatMul(Tensor sum, Tensor left, Tensor right)
    {
        ArgumentNullException.ThrowIfNull(sum);
        return Of(left) == DType.BFloat16 || Of(right) == DType.BFloat16 ? sum + MatMul(left, right) : sum.AddBatchMatMul(left, right);
    }

    private static Tensor Rounded(Tensor x) => x.DType == DType.BFloat16 ? x : x.To(DType.BFloat16);

    /// <summary>A BFloat16 tensor as Float32; any other as it is.</summary>
    public static Tensor Full(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.DType == DType.BFloat16 ? x.To(DType.Float32) : x;
    }

    /// <summary>Puts the earlier precision back when disposed.</summary>
    public readonly ref struct PrecisionBlock
    {
        private readonly bool _before;

        internal PrecisionBlock(bool bfloat16)
        {
            _before = _bfloat16;
            _bfloat16 = bfloat16;
        }

        public void Dispose() => _bfloat16 = _before;
    }
}
