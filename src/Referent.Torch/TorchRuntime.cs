using System.Runtime.InteropServices;
using Referent.Torch.Interop;

namespace Referent.Torch;

/// <summary>Process-wide facts and settings of libtorch.</summary>
public static unsafe class TorchRuntime
{
    private static long _reads;

    /// <summary>Threads of one operator; set to the number of physical cores when the library loads.</summary>
    public static int Threads
    {
        get => NativeMethods.GetThreads();
        set
        {
            byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
            NativeStatus.Check(NativeMethods.SetThreads(value, new NativeError(error, NativeStatus.ErrorCapacity)), error);
        }
    }

    /// <summary>Number of CUDA devices libtorch can use; 0 on a CPU build.</summary>
    public static int CudaDevices => NativeMethods.CudaDevices();

    /// <summary>Tensors alive in this process; for leak tests.</summary>
    public static long LiveTensors => NativeMethods.LiveTensors();

    /// <summary>How often this process has read tensors' values; on a GPU each time waits for all that was asked of it before.</summary>
    public static long Reads => Interlocked.Read(ref _reads);

    /// <summary>The bridge's file, looked for but not loaded; null where there is none.</summary>
    public static string? BridgePath => BridgeLoader.Find();

    /// <summary>What libtorch, BLAS and kernels this process uses.</summary>
    /// <exception cref="DllNotFoundException">The bridge or libtorch is missing; the message says which, and what to do.</exception>
    public static TorchEnvironment Environment => TorchEnvironment.Read();

    /// <summary>Facts about the libtorch at hand, as <c>key: value</c> lines.</summary>
    public static string Describe()
    {
        const int capacity = 16384;
        byte[] text = new byte[capacity];
        byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
        fixed (byte* buffer = text)
        {
            NativeStatus.Check(NativeMethods.Describe(buffer, capacity, new NativeError(error, NativeStatus.ErrorCapacity)), error);
            return Marshal.PtrToStringUTF8((nint)buffer)!;
        }
    }

    /// <summary>Seeds libtorch's default generators on every device.</summary>
    public static void Seed(ulong seed)
    {
        byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
        NativeStatus.Check(NativeMethods.Seed(seed, new NativeError(error, NativeStatus.ErrorCapacity)), error);
    }

    /// <summary>State of a device's default generator, UInt8 [N]; the caller owns it.</summary>
    public static Tensor GeneratorState(Device device)
    {
        byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
        int status = NativeMethods.GetGeneratorState(device.Index, out nint state, new NativeError(error, NativeStatus.ErrorCapacity));
        NativeStatus.Check(status, error);
        return Tensor.Own(state);
    }

    /// <summary>Puts back what <see cref="GeneratorState"/> gave.</summary>
    public static void RestoreGeneratorState(Device device, Tensor state)
    {
        ArgumentNullException.ThrowIfNull(state);
        byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
        NativeStatus.Check(NativeMethods.SetGeneratorState(device.Index, state.Handle, new NativeError(error, NativeStatus.ErrorCapacity)), error);
    }

    /// <summary>Whether libtorch must use, or fail for want of, algorithms whose results do not vary between runs. On after loading.</summary>
    public static void SetDeterministic(bool enabled)
    {
        byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
        NativeStatus.Check(NativeMethods.SetDeterministic(enabled ? 1 : 0, new NativeError(error, NativeStatus.ErrorCapacity)), error);
    }

    internal static void CountRead() => Interlocked.Increment(ref _reads);
}
