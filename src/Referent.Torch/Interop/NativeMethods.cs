using System.Runtime.InteropServices;

// Error buffers and argument arrays are written before they are read.
[module: System.Runtime.CompilerServices.SkipLocalsInit]

namespace Referent.Torch.Interop;

/// <summary>The functions of native/include/referent_torch.h, one to one.</summary>
internal static unsafe partial class NativeMethods
{
    public const string Library = "referent_torch";

    /// <summary>The interface number this side was written for.</summary>
    public const int Abi = 3;

    [LibraryImport(Library, EntryPoint = "rt_abi")]
    public static partial int GetAbi();

    [LibraryImport(Library, EntryPoint = "rt_describe")]
    public static partial int Describe(byte* text, int capacity, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_operator_find", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int FindOperator(string name, string overload, out nint result, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_operator_schema")]
    public static partial int GetSchema(nint op, byte* text, int capacity, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_operator_call")]
    public static partial int CallOperator(
        nint op, NativeValue* arguments, int count, NativeValue* results, int capacity, int* resultCount, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_tensor_from_buffer")]
    public static partial int TensorFromBuffer(void* data, int dtype, long* shape, int rank, int device, out nint result, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_tensor_over_memory")]
    public static partial int TensorOverMemory(
        void* data, int dtype, long* shape, int rank, delegate* unmanaged<nint, void> release, nint context, out nint result, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_tensor_copy_out")]
    public static partial int CopyOut(TensorHandle tensor, void* buffer, long bytes, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_tensor_describe")]
    public static partial int DescribeTensor(
        TensorHandle tensor, long* shape, int capacity, out int rank, out int dtype, out int device, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_tensor_free")]
    public static partial void FreeTensor(nint tensor);

    [LibraryImport(Library, EntryPoint = "rt_list_free")]
    public static partial void FreeList(nint list);

    [LibraryImport(Library, EntryPoint = "rt_live_tensors")]
    public static partial long LiveTensors();

    [LibraryImport(Library, EntryPoint = "rt_requires_grad_set")]
    public static partial int SetRequiresGrad(TensorHandle tensor, int value, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_requires_grad_get")]
    public static partial int GetRequiresGrad(TensorHandle tensor, out int value, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_backward")]
    public static partial int Backward(TensorHandle tensor, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_gradient")]
    public static partial int Gradient(TensorHandle tensor, out nint result, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_gradient_clear")]
    public static partial int ClearGradient(TensorHandle tensor, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_grad_mode_get")]
    public static partial int GetGradMode();

    [LibraryImport(Library, EntryPoint = "rt_grad_mode_set")]
    public static partial void SetGradMode(int enabled);

    [LibraryImport(Library, EntryPoint = "rt_seed")]
    public static partial int Seed(ulong seed, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_generator_state_get")]
    public static partial int GetGeneratorState(int device, out nint result, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_generator_state_set")]
    public static partial int SetGeneratorState(int device, TensorHandle state, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_threads_set")]
    public static partial int SetThreads(int count, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_threads_get")]
    public static partial int GetThreads();

    [LibraryImport(Library, EntryPoint = "rt_deterministic_set")]
    public static partial int SetDeterministic(int enabled, NativeError error);

    [LibraryImport(Library, EntryPoint = "rt_cuda_devices")]
    public static partial int CudaDevices();
}
