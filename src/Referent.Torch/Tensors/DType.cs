namespace Referent.Torch;

/// <summary>Element types; the numbers are libtorch's ScalarType. Source: c10/core/ScalarType.h.</summary>
public enum DType
{
    UInt8 = 0,
    Int8 = 1,
    Int16 = 2,
    Int32 = 3,
    Int64 = 4,
    Float16 = 5,
    Float32 = 6,
    Float64 = 7,
    Bool = 11,
    BFloat16 = 15,
}

/// <summary>Facts about <see cref="DType"/>.</summary>
public static class DTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int SizeOf(this DType dtype) => dtype switch
    {
        DType.UInt8 or DType.Int8 or DType.Bool => 1,
        DType.Int16 or DType.Float16 or DType.BFloat16 => 2,
        DType.Int32 or DType.Float32 => 4,
        DType.Int64 or DType.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "not an element type Referent uses"),
    };

    /// <summary>The element type that holds values of the C# type <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">libtorch has no such element type.</exception>
    public static DType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            return DType.Float32;
        }

        return default(T) switch
        {
            double => DType.Float64,
            long => DType.Int64,
            int => DType.Int32,
            short => DType.Int16,
            byte => DType.UInt8,
            sbyte => DType.Int8,
            bool => DType.Bool,
            Half => DType.Float16,
            _ => throw new NotSupportedException($"Tensors do not hold {typeof(T)}; use float, double, long, int, short, byte, sbyte, bool or Half."),
        };
    }
}
