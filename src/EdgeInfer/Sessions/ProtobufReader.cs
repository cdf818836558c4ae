using System.Text;

namespace EdgeInfer.Sessions;

/// <summary>Walks the fields of a protobuf message in a stream, skipping what nobody asks for by seeking.</summary>
/// <remarks>Format: protobuf's wire encoding; only the wire types that ONNX uses.</remarks>
internal struct ProtobufReader
{
    private const int MaxTextBytes = 1 << 20;

    private readonly Stream _stream;
    private readonly long _end;

    public ProtobufReader(Stream stream, long end) => (_stream, _end) = (stream, end);

    /// <summary>Number of the field just found.</summary>
    public int Field { get; private set; }

    private int WireType { get; set; }

    /// <summary>Moves to the next field; the last one must have been read or skipped.</summary>
    public bool Next()
    {
        if (_stream.Position >= _end) return false;
        long key = ReadVarint();
        Field = (int)(key >> 3);
        WireType = (int)(key & 7);
        if (Field == 0) throw new InvalidDataException($"field number 0 at byte {_stream.Position}");
        return true;
    }

    public long ReadInteger()
    {
        if (WireType != 0) throw Unexpected();
        return ReadVarint();
    }

    public string ReadText()
    {
        long length = ReadLength();
        if (length > MaxTextBytes) throw new InvalidDataException($"a name of {length} bytes at byte {_stream.Position}");
        byte[] bytes = new byte[length];
        _stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>A reader of the nested message at hand. Read it to its end before going on with this one.</summary>
    public ProtobufReader ReadMessage()
    {
        long length = ReadLength();
        return new ProtobufReader(_stream, _stream.Position + length);
    }

    /// <summary>Multiplies a repeated integer field's values, such as the sizes of a tensor: packed or one at a time.</summary>
    public void MultiplyIntegers(ref long product)
    {
        if (WireType == 0)
        {
            Multiply(ref product, ReadVarint());
            return;
        }

        long end = ReadLength() + _stream.Position;
        while (_stream.Position < end) Multiply(ref product, ReadVarint());
    }

    private readonly void Multiply(ref long product, long size)
    {
        if (size < 0 || (size > 0 && product > long.MaxValue / size)) throw new InvalidDataException($"a size of {size} at byte {_stream.Position}");
        product *= size;
    }

    public void Skip()
    {
        switch (WireType)
        {
            case 0:
                ReadVarint();
                break;
            case 1:
                Seek(8);
                break;
            case 2:
                Seek(ReadLength());
                break;
            case 5:
                Seek(4);
                break;
            default:
                throw Unexpected();
        }
    }

    private void Seek(long bytes)
    {
        if (bytes > _end - _stream.Position) throw Truncated();
        _stream.Seek(bytes, SeekOrigin.Current);
    }

    private long ReadLength()
    {
        if (WireType != 2) throw Unexpected();
        long length = ReadVarint();
        if (length < 0 || length > _end - _stream.Position) throw Truncated();
        return length;
    }

    private long ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int next = _stream.Position < _end ? _stream.ReadByte() : -1;
            if (next < 0) throw Truncated();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return (long)value;
        }

        throw new InvalidDataException($"a number of more than 64 bits at byte {_stream.Position}");
    }

    private InvalidDataException Truncated() => new($"it ends inside field {Field} at byte {_stream.Position} of {_stream.Length}");

    private InvalidDataException Unexpected() => new($"field {Field} has wire type {WireType} at byte {_stream.Position}");
}
