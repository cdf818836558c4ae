using System.Runtime.InteropServices;
using EdgeInfer.Sessions;
using Microsoft.ML.OnnxRuntime;
using OrtElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace EdgeInfer.Conformance.Tests;

/// <summary>A value of a test case: a tensor, a sequence of values, or an optional that is empty.</summary>
internal abstract record OnnxValue
{
    /// <summary>Reads what the ONNX test data writes for an input or output of this kind.</summary>
    public static OnnxValue Read(string path, OnnxValueType kind)
    {
        byte[] bytes = File.ReadAllBytes(path);
        return kind switch
        {
            OnnxValueType.ONNX_TYPE_TENSOR => OnnxTensor.Read(bytes),
            OnnxValueType.ONNX_TYPE_SEQUENCE => OnnxSequence.Read(bytes),
            OnnxValueType.ONNX_TYPE_OPTIONAL => ReadOptional(bytes),
            _ => throw new NotSupportedException($"Test data of kind {kind}."),
        };
    }

    /// <summary>Copies a result out of ONNX Runtime.</summary>
    public static OnnxValue From(OrtValue value)
    {
        switch (value.OnnxType)
        {
            case OnnxValueType.ONNX_TYPE_TENSOR:
                return OnnxTensor.From(value);
            case OnnxValueType.ONNX_TYPE_SEQUENCE:
                var items = new OnnxValue[value.GetValueCount()];
                for (int i = 0; i < items.Length; i++)
                {
                    using OrtValue item = value.GetValue(i, OrtAllocator.DefaultInstance);
                    items[i] = From(item);
                }

                return new OnnxSequence(items);
            default:
                throw new NotSupportedException($"A result of kind {value.OnnxType}.");
        }
    }

    /// <summary>The value in ONNX Runtime's hands; the caller disposes it.</summary>
    public abstract OrtValue ToOrtValue();

    // OptionalProto: 2 kind of the element, 3 tensor, 5 sequence.
    private static OnnxValue ReadOptional(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 3) return OnnxTensor.Read(reader.Bytes);
            if (reader.Field == 5) return OnnxSequence.Read(reader.Bytes);
        }

        return new OnnxNothing();
    }
}

/// <summary>An optional value that is not there.</summary>
internal sealed record OnnxNothing : OnnxValue
{
    public override OrtValue ToOrtValue() => throw new NotSupportedException("ONNX Runtime's C# API makes no empty optional.");
}

/// <summary>A list of values.</summary>
internal sealed record OnnxSequence(OnnxValue[] Items) : OnnxValue
{
    // SequenceProto: 3 tensors, 5 sequences.
    public static OnnxSequence Read(ReadOnlySpan<byte> message)
    {
        var items = new List<OnnxValue>();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 3) items.Add(OnnxTensor.Read(reader.Bytes));
            else if (reader.Field == 5) items.Add(Read(reader.Bytes));
            else if (reader.Field is not (1 or 2)) throw new NotSupportedException($"Field {reader.Field} of a SequenceProto.");
        }

        return new OnnxSequence([.. items]);
    }

    public override OrtValue ToOrtValue()
    {
        var items = new List<OrtValue>();
        foreach (OnnxValue item in Items) items.Add(item.ToOrtValue());
        return OrtValue.CreateSequence(items);
    }
}

/// <summary>A tensor: its elements as bytes in C order, or as strings.</summary>
internal sealed record OnnxTensor(TensorElementType Type, long[] Shape, byte[] Content, string[] Strings) : OnnxValue
{
    // TensorProto: 1 dims, 2 data_type, 4 float_data, 5 int32_data, 6 string_data, 7 int64_data, 9 raw_data,
    // 10 double_data, 11 uint64_data.
    public static OnnxTensor Read(ReadOnlySpan<byte> message)
    {
        var shape = new List<long>();
        var integers = new List<long>();
        var strings = new List<string>();
        var floats = new List<byte>();
        byte[]? raw = null;
        var type = TensorElementType.Undefined;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: reader.AppendVarints(shape); break;
                case 2: type = (TensorElementType)reader.Number; break;
                case 4: floats.AddRange(reader.Bytes.IsEmpty ? BitConverter.GetBytes((uint)reader.Number) : reader.Bytes); break;
                case 5 or 7 or 11: reader.AppendVarints(integers); break;
                case 6: strings.Add(reader.Text); break;
                case 9: raw = reader.Bytes.ToArray(); break;
                case 10: floats.AddRange(reader.Bytes.IsEmpty ? BitConverter.GetBytes(reader.Number) : reader.Bytes); break;
                case 8 or 12: break;
                default: throw new NotSupportedException($"Field {reader.Field} of a TensorProto.");
            }
        }

        byte[] content = raw ?? (floats.Count > 0 ? [.. floats] : Narrow(type, integers));
        var tensor = new OnnxTensor(type, [.. shape], content, [.. strings]);
        long elements = shape.Aggregate(1L, (a, b) => a * b);
        if (type == TensorElementType.String ? strings.Count != elements : content.Length != elements * SizeOf(type))
            throw new InvalidDataException($"A {type} tensor of {elements} elements has {content.Length} bytes and {strings.Count} strings.");
        return tensor;
    }

    public static new OnnxTensor From(OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        return info.ElementDataType == OrtElementType.String
            ? new OnnxTensor(TensorElementType.String, info.Shape, [], value.GetStringTensorAsArray())
            : new OnnxTensor((TensorElementType)(int)info.ElementDataType, info.Shape, value.GetTensorMutableRawData().ToArray(), []);
    }

    public override OrtValue ToOrtValue()
    {
        if (Type == TensorElementType.String)
        {
            OrtValue strings = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, Shape);
            for (int i = 0; i < Strings.Length; i++) strings.StringTensorSetElementAt(Strings[i].AsSpan(), i);
            return strings;
        }

        OrtValue tensor = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (OrtElementType)(int)Type, Shape);
        Content.CopyTo(tensor.GetTensorMutableRawData());
        return tensor;
    }

    /// <summary>The elements as numbers; 16-bit floats and integers widened.</summary>
    public double[] ToDoubles() => Type switch
    {
        TensorElementType.Float32 => Widen<float>(static v => v),
        TensorElementType.Float64 => Widen<double>(static v => v),
        TensorElementType.Float16 => Widen<Half>(static v => (double)v),
        TensorElementType.BFloat16 => Widen<ushort>(static v => BitConverter.UInt32BitsToSingle((uint)v << 16)),
        TensorElementType.UInt8 or TensorElementType.Bool => Widen<byte>(static v => v),
        TensorElementType.Int8 => Widen<sbyte>(static v => v),
        TensorElementType.UInt16 => Widen<ushort>(static v => v),
        TensorElementType.Int16 => Widen<short>(static v => v),
        TensorElementType.UInt32 => Widen<uint>(static v => v),
        TensorElementType.Int32 => Widen<int>(static v => v),
        TensorElementType.UInt64 => Widen<ulong>(static v => v),
        TensorElementType.Int64 => Widen<long>(static v => v),
        _ => throw new NotSupportedException($"Numbers of type {Type}."),
    };

    private double[] Widen<T>(Func<T, double> widen) where T : unmanaged
    {
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(Content);
        var result = new double[values.Length];
        for (int i = 0; i < result.Length; i++) result[i] = widen(values[i]);
        return result;
    }

    /// <summary>int32_data carries every narrower type, 16-bit floats as their bits; int64_data and uint64_data the wide ones.</summary>
    private static byte[] Narrow(TensorElementType type, List<long> numbers)
    {
        int size = type == TensorElementType.String ? 0 : SizeOf(type);
        var content = new byte[numbers.Count * size];
        for (int i = 0; i < numbers.Count; i++) BitConverter.GetBytes(numbers[i]).AsSpan(0, size).CopyTo(content.AsSpan(i * size));
        return content;
    }

    private static int SizeOf(TensorElementType type) => type switch
    {
        TensorElementType.UInt8 or TensorElementType.Int8 or TensorElementType.Bool => 1,
        TensorElementType.UInt16 or TensorElementType.Int16 or TensorElementType.Float16 or TensorElementType.BFloat16 => 2,
        TensorElementType.Float32 or TensorElementType.Int32 or TensorElementType.UInt32 => 4,
        TensorElementType.Float64 or TensorElementType.Int64 or TensorElementType.UInt64 => 8,
        _ => throw new NotSupportedException($"A tensor of {type}."),
    };
}
