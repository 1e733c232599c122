using Referent.Torch.Interop;

namespace Referent.Torch;

/// <summary>
/// A tensor of libtorch. Parameters are borrowed, results belong to the caller, intermediates belong to the <see cref="TensorScope"/>.
/// Operators are methods grouped by family in the other parts of this class; each names the aten operator it calls.
/// </summary>
public sealed partial class Tensor : IDisposable
{
    /// <summary>libtorch allows 64 axes; no tensor here comes near.</summary>
    private const int MaxRank = 16;

    private long[]? _shape;

    private Tensor(nint handle)
    {
        Handle = new TensorHandle(handle);
        Frame = ScopeFrame.Current;
        Frame?.Tensors.Add(this);
    }

    /// <summary>Sizes of the axes, outermost first.</summary>
    public IReadOnlyList<long> Shape => _shape ??= Describe().Shape;

    public int Rank => Shape.Count;

    public DType DType => Describe().DType;

    public Device Device => Describe().Device;

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    internal TensorHandle Handle { get; }

    /// <summary>The scope that frees this tensor; null when its holder does.</summary>
    internal ScopeFrame? Frame { get; set; }

    /// <summary>Size of one axis; negative <paramref name="dim"/> counts from the end.</summary>
    public long Size(int dim) => Shape[dim < 0 ? dim + Shape.Count : dim];

    public void Dispose() => Handle.Dispose();

    public override string ToString() =>
        Handle.IsClosed ? "Tensor (disposed)" : $"Tensor {DType} [{string.Join(", ", Shape)}] on {Device}";

    internal static Tensor Own(nint handle) => new(handle);

    private unsafe (long[] Shape, DType DType, Device Device) Describe()
    {
        long* shape = stackalloc long[MaxRank];
        byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
        int status = NativeMethods.DescribeTensor(
            Handle, shape, MaxRank, out int rank, out int dtype, out int device, new NativeError(error, NativeStatus.ErrorCapacity));
        NativeStatus.Check(status, error);
        return (new ReadOnlySpan<long>(shape, rank).ToArray(), (DType)dtype, new Device(device));
    }
}
