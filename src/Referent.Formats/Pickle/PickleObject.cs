namespace Referent.Formats.Pickle;

/// <summary>A name that a pickle mentions, a class or a function; a name and nothing else, it is never looked up.</summary>
public sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>What Python would have made by calling a name: the name, the arguments and the state, uncalled.</summary>
public sealed class PickleObject
{
    internal PickleObject(PickleGlobal type, object?[] arguments)
    {
        Type = type;
        Arguments = arguments;
    }

    public PickleGlobal Type { get; }

    public IReadOnlyList<object?> Arguments { get; }

    /// <summary>What the object would have been filled from, mostly its attributes; null where the pickle gives none.</summary>
    public object? State { get; internal set; }

    internal object?[] Children => [.. Arguments, State];
}

/// <summary>A reference to something stored beside the pickle.</summary>
public sealed record PicklePersistent(object? Id);
