using System.Runtime.InteropServices;

namespace Referent.Torch.Interop;

/// <summary>Kinds of <see cref="NativeValue"/>; the numbers are those of <c>rt_tag</c> in native/include/referent_torch.h.</summary>
internal enum NativeTag
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    IntList = 5,
    DoubleList = 6,
    BoolList = 7,
    TensorList = 8,
    String = 9,
    Default = 10,
}

/// <summary>One argument or result as the bridge carries it: <c>rt_value</c>, 16 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct NativeValue
{
    [FieldOffset(0)]
    public NativeTag Tag;

    [FieldOffset(4)]
    public int Length;

    [FieldOffset(8)]
    public long Integer;

    [FieldOffset(8)]
    public double Number;

    [FieldOffset(8)]
    public nint Pointer;
}

/// <summary>Where a failing call writes its message: <c>rt_error</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeError(byte* text, int capacity)
{
    public byte* Text = text;
    public int Capacity = capacity;
}
