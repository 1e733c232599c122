using Referent.Torch.Interop;

namespace Referent.Torch;

/// <summary>Making tensors and reading them back.</summary>
public sealed partial class Tensor
{
    private static readonly Operator ZerosOperator = new("aten::zeros");
    private static readonly Operator EmptyOperator = new("aten::empty", "memory_format");
    private static readonly Operator OnesOperator = new("aten::ones");
    private static readonly Operator FullOperator = new("aten::full");
    private static readonly Operator ArangeOperator = new("aten::arange", "start_step");
    private static readonly Operator ToOperator = new("aten::_to_copy");
    private static readonly Operator CloneOperator = new("aten::clone");
    private static readonly Operator ItemOperator = new("aten::item");
    private static readonly Operator DetachOperator = new("aten::detach");

    /// <summary>A tensor with a copy of <paramref name="values"/>, in row-major order; a GPU has it before whatever is asked of it next.</summary>
    /// <exception cref="ArgumentException">The number of values is not the product of the shape.</exception>
    public static unsafe Tensor From<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> shape, Device? device = null)
        where T : unmanaged
    {
        long count = 1;
        foreach (long size in shape)
        {
            count *= size;
        }

        if (count != values.Length)
        {
            throw new ArgumentException($"Shape [{string.Join(", ", shape.ToArray())}] wants {count} values, not {values.Length}.", nameof(values));
        }

        byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
        fixed (T* data = values)
        fixed (long* sizes = shape)
        {
            int status = NativeMethods.TensorFromBuffer(
                data,
                (int)DTypes.Of<T>(),
                sizes,
                shape.Length,
                (device ?? Device.Cpu).Index,
                out nint handle,
                new NativeError(error, NativeStatus.ErrorCapacity));
            NativeStatus.Check(status, error);
            return Own(handle);
        }
    }

    /// <inheritdoc cref="From{T}(ReadOnlySpan{T}, ReadOnlySpan{long}, Device?)"/>
    public static Tensor From<T>(T[] values, params ReadOnlySpan<long> shape)
        where T : unmanaged => From<T>(values.AsSpan(), shape);

    /// <summary>A tensor of rank 0.</summary>
    public static Tensor Scalar(double value, DType dtype = DType.Float32) => Full(value, [], dtype);

    /// <summary>aten::zeros</summary>
    public static Tensor Zeros(long[] shape, DType dtype = DType.Float32, Device? device = null) =>
        ZerosOperator.Call(shape, dtype, Argument.None, (device ?? Device.Cpu).Index);

    /// <summary>aten::empty: memory as it is, to be overwritten.</summary>
    public static Tensor Empty(long[] shape, DType dtype = DType.Float32, Device? device = null) =>
        EmptyOperator.Call(shape, dtype, Argument.None, (device ?? Device.Cpu).Index);

    /// <summary>aten::ones</summary>
    public static Tensor Ones(long[] shape, DType dtype = DType.Float32, Device? device = null) =>
        OnesOperator.Call(shape, dtype, Argument.None, (device ?? Device.Cpu).Index);

    /// <summary>aten::full</summary>
    public static Tensor Full(double value, long[] shape, DType dtype = DType.Float32, Device? device = null) =>
        FullOperator.Call(shape, value, dtype, Argument.None, (device ?? Device.Cpu).Index);

    /// <summary>aten::arange.start_step: start, start + step, ... below end.</summary>
    public static Tensor Arange(double start, double end, double step = 1, DType dtype = DType.Float32, Device? device = null) =>
        ArangeOperator.Call(start, end, step, dtype, Argument.None, (device ?? Device.Cpu).Index);

    /// <summary>aten::_to_copy: the same values as another element type; differentiable between floating types.</summary>
    public Tensor To(DType dtype) => ToOperator.Call(this, dtype);

    /// <summary>aten::_to_copy: the same values in another memory.</summary>
    public Tensor To(Device device) => ToOperator.Call(this, Argument.Default, Argument.Default, device.Index);

    /// <summary>aten::clone</summary>
    public Tensor Clone() => CloneOperator.Call(this);

    /// <summary>aten::detach: the same memory, outside the autograd graph.</summary>
    public Tensor Detach() => DetachOperator.Call(this);

    /// <summary>The elements in row-major order, copied to the CPU.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the tensor's element type.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        T[] values = new T[Count];
        CopyTo<T>(values);
        return values;
    }

    /// <summary>Copies the elements in row-major order into <paramref name="destination"/>, which must have exactly their number.</summary>
    public unsafe void CopyTo<T>(Span<T> destination)
        where T : unmanaged
    {
        if (DTypes.Of<T>() != DType)
        {
            throw new InvalidOperationException($"The tensor holds {DType}, not {typeof(T).Name}; convert it with To(...) first.");
        }

        TorchRuntime.CountRead();
        byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
        fixed (T* buffer = destination)
        {
            int status = NativeMethods.CopyOut(
                Handle, buffer, (long)destination.Length * sizeof(T), new NativeError(error, NativeStatus.ErrorCapacity));
            NativeStatus.Check(status, error);
        }
    }

    /// <summary>The elements as raw little-endian bytes, in row-major order.</summary>
    internal unsafe byte[] ToBytes()
    {
        TorchRuntime.CountRead();
        byte[] bytes = new byte[Count * DType.SizeOf()];
        byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
        fixed (byte* buffer = bytes)
        {
            NativeStatus.Check(NativeMethods.CopyOut(Handle, buffer, bytes.Length, new NativeError(error, NativeStatus.ErrorCapacity)), error);
        }

        return bytes;
    }

    /// <summary>aten::item: the value of a tensor with one element; a truth value is 1 or 0.</summary>
    /// <exception cref="TorchException">The tensor has another number of elements.</exception>
    public double Item()
    {
        TorchRuntime.CountRead();
        return ItemOperator.CallNumber(this);
    }

    /// <summary>The values of tensors by name, in one reading.</summary>
    /// <param name="tensors">At least one, of Float32, rank 0, and one memory.</param>
    /// <exception cref="TorchException">They are in several memories, or none is there.</exception>
    /// <exception cref="InvalidOperationException">They are not of Float32.</exception>
    public static IReadOnlyDictionary<string, double> Items(IReadOnlyDictionary<string, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        KeyValuePair<string, Tensor>[] items = [.. tensors];
        float[] values = Stack([.. items.Select(item => item.Value)], 0).ToArray<float>();
        return items.Zip(values).ToDictionary(item => item.First.Key, item => (double)item.Second);
    }
}
