using System.Numerics;

namespace EdgeInfer.Sessions;

/// <summary>Sizes and .NET types of tensor elements.</summary>
internal static class TensorElementTypeExtensions
{
    /// <summary>Bits of one element; 0 for strings and undefined types, which have no fixed size.</summary>
    public static int SizeInBits(this TensorElementType type) => type switch
    {
        TensorElementType.UInt4 or TensorElementType.Int4 => 4,
        TensorElementType.UInt8 or TensorElementType.Int8 or TensorElementType.Bool
            or TensorElementType.Float8E4M3FN or TensorElementType.Float8E4M3FNUZ
            or TensorElementType.Float8E5M2 or TensorElementType.Float8E5M2FNUZ => 8,
        TensorElementType.UInt16 or TensorElementType.Int16 or TensorElementType.Float16 or TensorElementType.BFloat16 => 16,
        TensorElementType.Float32 or TensorElementType.Int32 or TensorElementType.UInt32 => 32,
        TensorElementType.Float64 or TensorElementType.Int64 or TensorElementType.UInt64 or TensorElementType.Complex64 => 64,
        TensorElementType.Complex128 => 128,
        _ => 0,
    };

    /// <summary>Bytes that a tensor of so many elements takes.</summary>
    /// <exception cref="OverflowException">More than <see cref="long.MaxValue"/> bits.</exception>
    public static long SizeInBytes(this TensorElementType type, long elements) =>
        checked((elements * type.SizeInBits() + 7) / 8);

    /// <summary>Whether elements can be read and written as <typeparamref name="T"/>.</summary>
    public static bool IsReadableAs<T>(this TensorElementType type) where T : unmanaged => type switch
    {
        TensorElementType.Float32 => typeof(T) == typeof(float),
        TensorElementType.UInt8 => typeof(T) == typeof(byte),
        TensorElementType.Int8 => typeof(T) == typeof(sbyte),
        TensorElementType.UInt16 => typeof(T) == typeof(ushort),
        TensorElementType.Int16 => typeof(T) == typeof(short),
        TensorElementType.Int32 => typeof(T) == typeof(int),
        TensorElementType.Int64 => typeof(T) == typeof(long),
        TensorElementType.Bool => typeof(T) == typeof(bool),
        TensorElementType.Float16 => typeof(T) == typeof(Half),
        TensorElementType.Float64 => typeof(T) == typeof(double),
        TensorElementType.UInt32 => typeof(T) == typeof(uint),
        TensorElementType.UInt64 => typeof(T) == typeof(ulong),
        TensorElementType.Complex128 => typeof(T) == typeof(Complex),
        TensorElementType.BFloat16 => typeof(T) == typeof(ushort),
        TensorElementType.Float8E4M3FN or TensorElementType.Float8E4M3FNUZ or TensorElementType.Float8E5M2
            or TensorElementType.Float8E5M2FNUZ or TensorElementType.UInt4 or TensorElementType.Int4 => typeof(T) == typeof(byte),
        _ => false,
    };

    /// <summary>The field's usual spelling: <c>float32</c>, <c>uint8</c>, …</summary>
    public static string ToDisplayName(this TensorElementType type) => type.ToString().ToLowerInvariant();
}
