using Referent.Torch.Interop;

namespace Referent.Torch;

/// <summary>Sums, means, extremes and norms.</summary>
public sealed partial class Tensor
{
    private static readonly Operator SumAllOperator = new("aten::sum");
    private static readonly Operator SumOperator = new("aten::sum", "dim_IntList");
    private static readonly Operator MeanAllOperator = new("aten::mean");
    private static readonly Operator MeanOperator = new("aten::mean", "dim");
    private static readonly Operator AmaxOperator = new("aten::amax");
    private static readonly Operator AminOperator = new("aten::amin");
    private static readonly Operator ArgmaxOperator = new("aten::argmax");
    private static readonly Operator TopKOperator = new("aten::topk");
    private static readonly Operator SoftmaxOperator = new("aten::softmax", "int");
    private static readonly Operator LogSoftmaxOperator = new("aten::log_softmax", "int");
    private static readonly Operator NormOperator = new("aten::norm", "ScalarOpt_dim");
    private static readonly Operator IsFiniteOperator = new("aten::isfinite");
    private static readonly Operator AllOperator = new("aten::all");

    /// <summary>aten::sum over everything.</summary>
    public Tensor Sum() => SumAllOperator.Call(this);

    /// <summary>aten::sum.dim_IntList</summary>
    public Tensor Sum(long[] dims, bool keepDim = false) => SumOperator.Call(this, dims, keepDim);

    /// <summary>aten::mean over everything.</summary>
    public Tensor Mean() => MeanAllOperator.Call(this);

    /// <summary>aten::mean.dim</summary>
    public Tensor Mean(long[] dims, bool keepDim = false) => MeanOperator.Call(this, dims, keepDim);

    /// <summary>aten::amax</summary>
    public Tensor Max(long[] dims, bool keepDim = false) => AmaxOperator.Call(this, dims, keepDim);

    /// <summary>aten::amin</summary>
    public Tensor Min(long[] dims, bool keepDim = false) => AminOperator.Call(this, dims, keepDim);

    /// <summary>aten::argmax -> Int64</summary>
    public Tensor ArgMax(int dim) => ArgmaxOperator.Call(this, dim);

    /// <summary>aten::topk, sorted: the values and their indices (Int64).</summary>
    public (Tensor Values, Tensor Indices) TopK(long count, int dim = -1, bool largest = true) =>
        TopKOperator.CallPair(this, count, dim, largest);

    /// <summary>aten::softmax.int</summary>
    public Tensor Softmax(int dim) => SoftmaxOperator.Call(this, dim);

    /// <summary>aten::log_softmax.int</summary>
    public Tensor LogSoftmax(int dim) => LogSoftmaxOperator.Call(this, dim);

    /// <summary>aten::norm.ScalarOpt_dim: L2 norm along <paramref name="dim"/>.</summary>
    public Tensor Norm(int dim, bool keepDim) => NormOperator.Call(this, 2.0, new long[] { dim }, keepDim);

    /// <summary>Divides by the L2 norm along <paramref name="dim"/>, without an epsilon, as CLIP does.</summary>
    public Tensor Normalise(int dim) => Div(Norm(dim, keepDim: true));

    /// <summary>aten::isfinite, aten::all: whether no element is NaN or infinite.</summary>
    public bool IsFinite()
    {
        using TensorScope scope = TensorScope.Begin();
        return AllOperator.Call(IsFiniteOperator.Call(this)).Item() != 0;
    }
}
