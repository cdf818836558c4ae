using System.Buffers.Binary;
using System.Text;

namespace EdgeInfer.Sessions;

/// <summary>A table of a FlatBuffer: fields found by their place in the schema.</summary>
/// <remarks>Reads what ONNX Runtime has just written; whatever does not lie inside the buffer throws <see cref="InvalidDataException"/>.</remarks>
internal readonly struct FlatTable
{
    private readonly byte[] _buffer;
    private readonly int _position;

    private FlatTable(byte[] buffer, int position) => (_buffer, _position) = (buffer, position);

    public static FlatTable Root(byte[] buffer) => new(buffer, Follow(buffer, 0));

    public string Text(int field) => At(field) is int at and not 0 ? TextAt(_buffer, Follow(_buffer, at)) : "";

    public int Int32(int field) => At(field) is int at and not 0 ? ReadInt32(_buffer, at) : 0;

    public long Int64(int field) => At(field) is int at and not 0 ? ReadInt64(_buffer, at) : 0;

    public byte Byte(int field) => At(field) is int at and not 0 ? Part(_buffer, at, 1)[0] : (byte)0;

    public FlatTable? Table(int field) => At(field) is int at and not 0 ? new FlatTable(_buffer, Follow(_buffer, at)) : null;

    public FlatTable[] Tables(int field) => Items(field, sizeof(int), static (buffer, at) => new FlatTable(buffer, Follow(buffer, at)));

    public string[] Texts(int field) => Items(field, sizeof(int), static (buffer, at) => TextAt(buffer, Follow(buffer, at)));

    public long[] Int64s(int field) => Items(field, sizeof(long), ReadInt64);

    private T[] Items<T>(int field, int size, Func<byte[], int, T> read)
    {
        if (At(field) is not (int at and not 0)) return [];
        int start = Follow(_buffer, at);
        int count = ReadInt32(_buffer, start);
        if (count < 0 || count > (_buffer.Length - start - sizeof(int)) / size) throw Outside(start);
        var items = new T[count];
        for (int i = 0; i < count; i++) items[i] = read(_buffer, start + sizeof(int) + i * size);
        return items;
    }

    /// <returns>Where a field lies; 0 where it has its default.</returns>
    private int At(int field)
    {
        int layout = _position - ReadInt32(_buffer, _position);
        int entry = 4 + field * sizeof(ushort);
        if (entry >= ReadUInt16(_buffer, layout)) return 0;
        int offset = ReadUInt16(_buffer, layout + entry);
        return offset == 0 ? 0 : _position + offset;
    }

    private static string TextAt(byte[] buffer, int at)
    {
        int length = ReadInt32(buffer, at);
        return Encoding.UTF8.GetString(Part(buffer, at + sizeof(int), length));
    }

    private static int Follow(byte[] buffer, int at)
    {
        long target = at + (long)BinaryPrimitives.ReadUInt32LittleEndian(Part(buffer, at, sizeof(uint)));
        return target < buffer.Length ? (int)target : throw Outside(at);
    }

    private static int ReadInt32(byte[] buffer, int at) => BinaryPrimitives.ReadInt32LittleEndian(Part(buffer, at, sizeof(int)));

    private static long ReadInt64(byte[] buffer, int at) => BinaryPrimitives.ReadInt64LittleEndian(Part(buffer, at, sizeof(long)));

    private static ushort ReadUInt16(byte[] buffer, int at) => BinaryPrimitives.ReadUInt16LittleEndian(Part(buffer, at, sizeof(ushort)));

    private static ReadOnlySpan<byte> Part(byte[] buffer, int at, int length) =>
        at >= 0 && length >= 0 && at <= buffer.Length - length ? buffer.AsSpan(at, length) : throw Outside(at);

    private static InvalidDataException Outside(int at) => new($"an offset at byte {at} points outside the file");
}
