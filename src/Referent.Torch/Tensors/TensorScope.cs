namespace Referent.Torch;

/// <summary>
/// Frees every tensor made on this thread while it is the innermost scope, except those it was told to keep. Scopes nest; they
/// belong to the thread that began them.
/// </summary>
public readonly ref struct TensorScope
{
    private readonly ScopeFrame _frame;

    private TensorScope(ScopeFrame frame) => _frame = frame;

    public static TensorScope Begin() => new(ScopeFrame.Push());

    /// <summary>Hands a tensor to the enclosing scope, or to the caller where there is none; the result is the same tensor.</summary>
    public Tensor Keep(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Frame == _frame)
        {
            tensor.Frame = _frame.Parent;
            _frame.Parent?.Tensors.Add(tensor);
        }

        return tensor;
    }

    /// <summary>Takes a tensor out of every scope: from now on its holder frees it.</summary>
    public static Tensor Detach(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        tensor.Frame = null;
        return tensor;
    }

    public void Dispose() => _frame.Pop();
}

/// <summary>The tensors of one <see cref="TensorScope"/>.</summary>
internal sealed class ScopeFrame
{
    [ThreadStatic]
    private static ScopeFrame? _current;

    private ScopeFrame(ScopeFrame? parent) => Parent = parent;

    public static ScopeFrame? Current => _current;

    public ScopeFrame? Parent { get; }

    public List<Tensor> Tensors { get; } = [];

    public static ScopeFrame Push() => _current = new ScopeFrame(_current);

    public void Pop()
    {
        if (_current != this)
        {
            throw new InvalidOperationException("A TensorScope was disposed on another thread, or out of order.");
        }

        _current = Parent;
        foreach (Tensor tensor in Tensors)
        {
            if (tensor.Frame == this)
            {
                tensor.Dispose();
            }
        }
    }
}
