using System.Runtime.InteropServices;

namespace Referent.Torch.Interop;

/// <summary>Tensors over a mapped file.</summary>
internal static unsafe class MappedMemory
{
    /// <summary>
    /// A tensor of the elements at <paramref name="offset"/>: over the mapping itself where they are aligned to their size, otherwise
    /// a copy. A tensor over the mapping holds it open.
    /// </summary>
    /// <param name="mapping">The whole region must be mapped, writable by this process.</param>
    /// <param name="offset">Bytes from the start of the mapping.</param>
    public static Tensor Read(SafeBuffer mapping, long offset, DType dtype, ReadOnlySpan<long> shape)
    {
        byte* start = null;
        mapping.AcquirePointer(ref start);
        byte* data = start + offset;
        if ((nuint)data % (nuint)dtype.SizeOf() == 0)
        {
            return Lend(mapping, data, dtype, shape);
        }

        try
        {
            return Copy(data, dtype, shape);
        }
        finally
        {
            mapping.ReleasePointer();
        }
    }

    /// <summary>The tensor takes over the caller's hold on the mapping.</summary>
    private static Tensor Lend(SafeBuffer mapping, byte* data, DType dtype, ReadOnlySpan<long> shape)
    {
        byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
        nint context = GCHandle.ToIntPtr(GCHandle.Alloc(mapping));
        fixed (long* sizes = shape)
        {
            int status = NativeMethods.TensorOverMemory(
                data, (int)dtype, sizes, shape.Length, &Release, context, out nint handle, new NativeError(error, NativeStatus.ErrorCapacity));
            NativeStatus.Check(status, error);
            return Tensor.Own(handle);
        }
    }

    private static Tensor Copy(byte* data, DType dtype, ReadOnlySpan<long> shape)
    {
        byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
        fixed (long* sizes = shape)
        {
            int status = NativeMethods.TensorFromBuffer(
                data, (int)dtype, sizes, shape.Length, Device.Cpu.Index, out nint handle, new NativeError(error, NativeStatus.ErrorCapacity));
            NativeStatus.Check(status, error);
            return Tensor.Own(handle);
        }
    }

    /// <summary>Called by libtorch, on any thread, when the last view of a tensor is gone.</summary>
    [UnmanagedCallersOnly]
    private static void Release(nint context)
    {
        GCHandle handle = GCHandle.FromIntPtr(context);
        ((SafeBuffer)handle.Target!).ReleasePointer();
        handle.Free();
    }
}
