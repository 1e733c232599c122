namespace Referent.Torch.Interop;

/// <summary>One argument of an operator call; made by the implicit conversions.</summary>
internal readonly struct Argument
{
    private Argument(NativeTag tag, object? reference, long bits)
    {
        Tag = tag;
        Reference = reference;
        Bits = bits;
    }

    /// <summary>An absent optional value (<c>None</c>).</summary>
    public static Argument None => default;

    /// <summary>Take the default of the operator's schema.</summary>
    public static Argument Default => new(NativeTag.Default, null, 0);

    public NativeTag Tag { get; }

    /// <summary>A <see cref="Tensor"/>, an array or a string; null for scalars.</summary>
    public object? Reference { get; }

    /// <summary>An integer, a boolean, or the bits of a double.</summary>
    public long Bits { get; }

    public static implicit operator Argument(Tensor? value) => value is null ? None : new(NativeTag.Tensor, value, 0);

    public static implicit operator Argument(long value) => new(NativeTag.Int, null, value);

    public static implicit operator Argument(int value) => new(NativeTag.Int, null, value);

    public static implicit operator Argument(DType value) => new(NativeTag.Int, null, (int)value);

    public static implicit operator Argument(double value) => new(NativeTag.Double, null, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(bool value) => new(NativeTag.Bool, null, value ? 1 : 0);

    public static implicit operator Argument(long[] value) => new(NativeTag.IntList, value, 0);

    public static implicit operator Argument(double[] value) => new(NativeTag.DoubleList, value, 0);

    public static implicit operator Argument(bool[] value) => new(NativeTag.BoolList, value, 0);

    public static implicit operator Argument(Tensor?[] value) => new(NativeTag.TensorList, value, 0);

    public static implicit operator Argument(string value) => new(NativeTag.String, value, 0);
}
