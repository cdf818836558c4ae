namespace EdgeInfer.Sessions;

/// <summary>Sizes and .NET types of tensor elements.</summary>
internal static class TensorElementTypeExtensions
{
    /// <summary>Whether a tensor of this type can be made over memory of ours and read and written there.</summary>
    /// <remarks>Strings live inside the runtime; of 8-bit floats, 4-bit and complex numbers its C# API knows no tensors.</remarks>
    public static bool IsPlainMemory(this TensorElementType type) => type.SizeInBytes() > 0;

    /// <summary>Bytes of one element; 0 where it is not <see cref="IsPlainMemory"/>.</summary>
    public static int SizeInBytes(this TensorElementType type) => type switch
    {
        TensorElementType.UInt8 or TensorElementType.Int8 or TensorElementType.Bool => 1,
        TensorElementType.UInt16 or TensorElementType.Int16 or TensorElementType.Float16 or TensorElementType.BFloat16 => 2,
        TensorElementType.Float32 or TensorElementType.Int32 or TensorElementType.UInt32 => 4,
        TensorElementType.Float64 or TensorElementType.Int64 or TensorElementType.UInt64 => 8,
        _ => 0,
    };

    /// <summary>Bytes that a tensor of so many elements takes.</summary>
    /// <exception cref="OverflowException">More than <see cref="long.MaxValue"/>.</exception>
    public static long SizeInBytes(this TensorElementType type, long elements) => checked(elements * type.SizeInBytes());

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
        TensorElementType.BFloat16 => typeof(T) == typeof(ushort),
        _ => false,
    };

    /// <summary>The field's usual spelling: <c>float32</c>, <c>uint8</c>, …</summary>
    public static string ToDisplayName(this TensorElementType type) => type.ToString().ToLowerInvariant();
}
