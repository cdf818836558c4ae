using System.Buffers.Binary;
using System.Text;

namespace EdgeInfer.Conformance.Tests;

/// <summary>Walks the fields of a protobuf message.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Number of the present field.</summary>
    public int Field { get; private set; }

    /// <summary>Value of a varint field, and the bits of a fixed-size one.</summary>
    public ulong Number { get; private set; }

    /// <summary>Content of a field with a length: text, bytes, packed numbers, a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    /// <returns>False at the end of the message.</returns>
    public bool Next()
    {
        if (_rest.IsEmpty) return false;
        ulong key = Varint(ref _rest);
        Field = (int)(key >> 3);
        Bytes = default;
        Number = 0;
        switch (key & 7)
        {
            case 0:
                Number = Varint(ref _rest);
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(_rest);
                _rest = _rest[8..];
                break;
            case 2:
                int length = checked((int)Varint(ref _rest));
                Bytes = _rest[..length];
                _rest = _rest[length..];
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(_rest);
                _rest = _rest[4..];
                break;
            default:
                throw new InvalidDataException($"Protobuf wire type {key & 7} of field {Field} is not in use.");
        }

        return true;
    }

    /// <summary>The numbers of a repeated varint field, packed or one by one.</summary>
    public readonly void AppendVarints(List<long> numbers)
    {
        if (Bytes.IsEmpty)
        {
            numbers.Add((long)Number);
            return;
        }

        for (ReadOnlySpan<byte> rest = Bytes; !rest.IsEmpty;) numbers.Add((long)Varint(ref rest));
    }

    private static ulong Varint(ref ReadOnlySpan<byte> rest)
    {
        ulong value = 0;
        for (int i = 0; i < 10; i++)
        {
            byte b = rest[i];
            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b >= 0x80) continue;
            rest = rest[(i + 1)..];
            return value;
        }

        throw new InvalidDataException("A protobuf number has more than ten bytes.");
    }
}
