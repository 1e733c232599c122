using Referent.Torch.Interop;

namespace Referent.Torch.Nn;

/// <summary>
/// A linear layer for few rows, such as the tokens of a phrase: an operator of the bridge's own, for inference on the CPU. Weights are read once, as
/// they lie; a matrix library copies them into an order of its own first, which takes longer than the products of few rows.
/// </summary>
public static class FewRows
{
    /// <summary>More are left to the matrix library. Chosen: docs/results/20261121-encoders.md.</summary>
    public const long Most = 32;

    private static readonly Operator Kernel = new("referent::few_rows");

    /// <summary>Whether the kernel may stand in for aten::linear: few rows of Float32 on the CPU, and no gradient is recorded.</summary>
    internal static bool Serves(Tensor x, Tensor weight, Tensor? bias) =>
        bias is not null && x.Count <= Most * x.Size(-1) && x.DType == DType.Float32 && !x.Device.IsCuda
        && (NativeMethods.GetGradMode() == 0 || !(x.RequiresGrad || weight.RequiresGrad || bias.RequiresGrad));

    /// <summary>What aten::linear gives: [..., In] x [Out, In] + [Out] -> [..., Out], all Float32.</summary>
    /// <exception cref="TorchException">Shapes or types do not fit, or the CPU does not run this kind.</exception>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor bias, KernelKind kind = KernelKind.Best) => Kernel.Call(x, weight, bias, kind.Name());
}
