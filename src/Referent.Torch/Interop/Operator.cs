using System.Runtime.InteropServices;

namespace Referent.Torch.Interop;

/// <summary>
/// One operator of libtorch's dispatcher, found by name on first use and kept for the life of the process.
/// Arguments are borrowed; results are owned by the innermost <see cref="TensorScope"/>, or by the caller where there is none.
/// </summary>
internal sealed unsafe class Operator(string name, string overload = "")
{
    /// <summary>More than any operator Referent calls; the bridge refuses a call that needs more.</summary>
    private const int MaxResults = 8;

    private nint _handle;

    /// <summary>The schema as libtorch prints it, for messages and tests.</summary>
    public string Schema
    {
        get
        {
            byte* text = stackalloc byte[NativeStatus.ErrorCapacity];
            byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
            int status = NativeMethods.GetSchema(
                Handle(), text, NativeStatus.ErrorCapacity, new NativeError(error, NativeStatus.ErrorCapacity));
            NativeStatus.Check(status, error);
            return Marshal.PtrToStringUTF8((nint)text)!;
        }
    }

    /// <summary>Calls an operator that returns one tensor.</summary>
    /// <exception cref="TorchException">libtorch refused the arguments, or the result is not one tensor.</exception>
    public Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[MaxResults];
        Invoke(arguments, results, wanted: 1);
        return Own(results[0]);
    }

    /// <summary>Calls an operator that returns two tensors.</summary>
    public (Tensor First, Tensor Second) CallPair(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[MaxResults];
        Invoke(arguments, results, wanted: 2);
        return (Own(results[0]), Own(results[1]));
    }

    /// <summary>Calls an operator that returns several tensors and keeps the first.</summary>
    public Tensor CallFirst(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[MaxResults];
        int count = Invoke(arguments, results);
        Discard(results + 1, count - 1);
        return Own(results[0]);
    }

    /// <summary>Calls an operator that returns a list of tensors.</summary>
    public Tensor[] CallList(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[MaxResults];
        Invoke(arguments, results, wanted: 1);
        nint* handles = (nint*)results[0].Pointer;
        Tensor[] tensors = new Tensor[results[0].Length];
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i] = Tensor.Own(handles[i]);
        }

        NativeMethods.FreeList(results[0].Pointer);
        return tensors;
    }

    /// <summary>Calls an operator that returns one number or truth value (1 or 0).</summary>
    public double CallNumber(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[MaxResults];
        Invoke(arguments, results, wanted: 1);
        return results[0].Tag == NativeTag.Double ? results[0].Number : results[0].Integer;
    }

    /// <summary>Calls an in-place operator; what it returns is the argument itself and is let go.</summary>
    public void CallInPlace(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[MaxResults];
        Discard(results, Invoke(arguments, results));
    }

    private static Tensor Own(NativeValue result) => result.Tag == NativeTag.Tensor
        ? Tensor.Own(result.Pointer)
        : throw new TorchException($"expected a tensor, the operator returned {result.Tag}");

    private static void Discard(NativeValue* results, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (results[i].Tag == NativeTag.Tensor)
            {
                NativeMethods.FreeTensor(results[i].Pointer);
            }
        }
    }

    private nint Handle()
    {
        if (_handle == 0)
        {
            byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
            int status = NativeMethods.FindOperator(name, overload, out nint found, new NativeError(error, NativeStatus.ErrorCapacity));
            NativeStatus.Check(status, error);
            _handle = found;
        }

        return _handle;
    }

    private void Invoke(ReadOnlySpan<Argument> arguments, NativeValue* results, int wanted)
    {
        int count = Invoke(arguments, results);
        if (count != wanted)
        {
            Discard(results, count);
            throw new TorchException($"{name}: {wanted} results wanted, {count} arrived");
        }
    }

    private int Invoke(ReadOnlySpan<Argument> arguments, NativeValue* results)
    {
        nint handle = Handle();
        NativeValue* values = stackalloc NativeValue[arguments.Length];
        long* scratch = stackalloc long[ArgumentWriter.RoomFor(arguments)];
        byte* error = stackalloc byte[NativeStatus.ErrorCapacity];
        int count = 0;
        int status;
        ArgumentWriter writer = new(values, scratch);
        try
        {
            writer.Write(arguments);
            status = NativeMethods.CallOperator(
                handle, values, arguments.Length, results, MaxResults, &count, new NativeError(error, NativeStatus.ErrorCapacity));
        }
        finally
        {
            writer.Release(arguments);
        }

        NativeStatus.Check(status, error);
        return count;
    }
}
