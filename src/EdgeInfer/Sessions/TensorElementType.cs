namespace EdgeInfer.Sessions;

/// <summary>Type of a tensor's elements. Numbers and meaning are those of ONNX's <c>TensorProto.DataType</c>.</summary>
/// <remarks>
/// Those whose .NET type is named are read and written in place. ONNX Runtime's C# API has no tensors of the others: they
/// can be used inside a model, behind a Cast, but a model with such an input or output cannot be loaded.
/// </remarks>
public enum TensorElementType
{
    /// <summary>Not a tensor, or a type this version does not know.</summary>
    Undefined = 0,

    /// <summary>32-bit float; <see cref="float"/>.</summary>
    Float32 = 1,

    /// <summary><see cref="byte"/>.</summary>
    UInt8 = 2,

    /// <summary><see cref="sbyte"/>.</summary>
    Int8 = 3,

    /// <summary><see cref="ushort"/>.</summary>
    UInt16 = 4,

    /// <summary><see cref="short"/>.</summary>
    Int16 = 5,

    /// <summary><see cref="int"/>.</summary>
    Int32 = 6,

    /// <summary><see cref="long"/>.</summary>
    Int64 = 7,

    /// <summary><see cref="string"/>, UTF-8 inside the runtime; not addressable as a span.</summary>
    String = 8,

    /// <summary><see cref="bool"/>, one byte each.</summary>
    Bool = 9,

    /// <summary>16-bit IEEE float; <see cref="Half"/>.</summary>
    Float16 = 10,

    /// <summary>64-bit float; <see cref="double"/>.</summary>
    Float64 = 11,

    /// <summary><see cref="uint"/>.</summary>
    UInt32 = 12,

    /// <summary><see cref="ulong"/>.</summary>
    UInt64 = 13,

    /// <summary>Two 32-bit floats; inside models only.</summary>
    Complex64 = 14,

    /// <summary>Two 64-bit floats; inside models only.</summary>
    Complex128 = 15,

    /// <summary>The upper 16 bits of a 32-bit float; read and written as <see cref="ushort"/> bits.</summary>
    BFloat16 = 16,

    /// <summary>8-bit float, 4 exponent and 3 mantissa bits, finite; inside models only.</summary>
    Float8E4M3FN = 17,

    /// <summary>As <see cref="Float8E4M3FN"/>, without negative zero; inside models only.</summary>
    Float8E4M3FNUZ = 18,

    /// <summary>8-bit float, 5 exponent and 2 mantissa bits; inside models only.</summary>
    Float8E5M2 = 19,

    /// <summary>As <see cref="Float8E5M2"/>, finite and without negative zero; inside models only.</summary>
    Float8E5M2FNUZ = 20,

    /// <summary>4-bit unsigned, two to a byte; inside models only.</summary>
    UInt4 = 21,

    /// <summary>4-bit signed, two to a byte; inside models only.</summary>
    Int4 = 22,
}
