using System.Text;

namespace Referent.Torch.Interop;

/// <summary>
/// Lays out the arguments of one call as the bridge reads them. Tensors are held (their handle's count is raised) until
/// <see cref="Release"/>, so that neither the finaliser nor another thread's Dispose can free them under the call.
/// </summary>
internal unsafe ref struct ArgumentWriter(NativeValue* values, long* scratch)
{
    private long* _scratch = scratch;
    private int _held;

    /// <summary>How many longs of scratch the lists and strings of a call need.</summary>
    public static int RoomFor(ReadOnlySpan<Argument> arguments)
    {
        int room = 0;
        foreach (ref readonly Argument argument in arguments)
        {
            room += argument.Reference switch
            {
                null or Tensor => 0,
                long[] items => items.Length,
                Tensor?[] items => items.Length,
                double[] items => items.Length,
                bool[] items => items.Length,
                string text => Encoding.UTF8.GetByteCount(text),
                _ => 0,
            };
        }

        return room;
    }

    /// <exception cref="ObjectDisposedException">A tensor is disposed.</exception>
    public void Write(ReadOnlySpan<Argument> arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            WriteOne(in arguments[i], ref values[i]);
        }
    }

    /// <summary>Lets go of the tensors held by <see cref="Write"/>, however far it came.</summary>
    public void Release(ReadOnlySpan<Argument> arguments)
    {
        for (int i = 0; i < arguments.Length && _held > 0; i++)
        {
            if (arguments[i].Reference is Tensor tensor)
            {
                LetGo(tensor);
            }
            else if (arguments[i].Reference is Tensor?[] items)
            {
                for (int k = 0; k < items.Length && _held > 0; k++)
                {
                    LetGo(items[k]);
                }
            }
        }
    }

    private void WriteOne(ref readonly Argument argument, ref NativeValue value)
    {
        value.Tag = argument.Tag;
        value.Length = 0;
        switch (argument.Reference)
        {
            case null:
                value.Integer = argument.Bits;
                break;
            case Tensor tensor:
                value.Pointer = Hold(tensor);
                break;
            case long[] items:
                items.CopyTo(new Span<long>(_scratch, items.Length));
                Point(ref value, items.Length);
                break;
            case Tensor?[] items:
                for (int i = 0; i < items.Length; i++)
                {
                    _scratch[i] = items[i] is { } item ? Hold(item) : 0;
                }

                Point(ref value, items.Length);
                break;
            case double[] items:
                items.CopyTo(new Span<double>(_scratch, items.Length));
                Point(ref value, items.Length);
                break;
            case bool[] items:
                items.CopyTo(new Span<bool>(_scratch, items.Length));
                Point(ref value, items.Length);
                break;
            case string text:
                Point(ref value, Encoding.UTF8.GetBytes(text, new Span<byte>(_scratch, text.Length * sizeof(long))));
                break;
        }
    }

    private void Point(ref NativeValue value, int length)
    {
        value.Length = length;
        value.Pointer = (nint)_scratch;
        _scratch += length;
    }

    private nint Hold(Tensor tensor)
    {
        ObjectDisposedException.ThrowIf(tensor.Handle.IsClosed, tensor);
        bool held = false;
        tensor.Handle.DangerousAddRef(ref held);
        _held++;
        return tensor.Handle.DangerousGetHandle();
    }

    private void LetGo(Tensor? tensor)
    {
        if (tensor is not null)
        {
            tensor.Handle.DangerousRelease();
            _held--;
        }
    }
}
