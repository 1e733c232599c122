namespace Referent.Torch.Nn;

/// <summary>
/// The precision of matrix products on this thread: Float32, or BFloat16 inside a <see cref="Begin"/> block, where operands are
/// rounded to BFloat16, products accumulate in Float32, and results are BFloat16. What is done to them element by element
/// stays BFloat16; sums with a Float32 tensor, and norms, are Float32.
/// </summary>
public static class Precision
{
    [ThreadStatic]
    private static bool _bfloat16;

    /// <summary>Matrix products in BFloat16 until disposed.</summary>
    public static PrecisionBlock Begin(bool bfloat16) => new(bfloat16);

    /// <summary>aten::linear in the current precision; Float32 or BFloat16 in.</summary>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias)
    {
        if (!_bfloat16)
        {
            return x.Linear(weight, bias);
        }

        return x.To(DType.BFloat16).Linear(weight.To(DType.BFloat16), bias?.To(DType.BFloat16));
    }

    /// <summary>aten::matmul in the current precision; Float32 or BFloat16 in.</summary>
    public static Tensor MatMul(Tensor left, Tensor right) =>
        _bfloat16 ? left.To(DType.BFloat16).MatMul(right.To(DType.BFloat16)) : left.MatMul(right);

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
