using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace EdgeInfer.Vision;

/// <summary>A gallery as bytes.</summary>
/// <remarks>
/// Little-endian: <c>EIFACES</c> and a zero byte; version, dimension, people and vectors, 4 bytes each; the length of the
/// whole file, 8 bytes; SHA-256 of the embedding model, 32 bytes; for each person the length of the name in bytes, 4 bytes,
/// and the name in UTF-8; for each vector its person's number, 4 bytes; all vectors as float32; SHA-256 of everything before,
/// 32 bytes. The checksum finds damage, not a forger, who can compute it too.
/// </remarks>
internal sealed class GalleryFormat(Stream file, string path)
{
    public const int MaxNameCharacters = 1024;

    private const uint Version = 1;
    private const int HeaderBytes = 64;
    private const int HashBytes = SHA256.HashSizeInBytes;
    private const int MaxNameBytes = 3 * MaxNameCharacters;

    /// <summary>Numbers that are written or read at a time: all of them together may be more bytes than a span has.</summary>
    private const int ChunkNumbers = 1 << 18;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private long _left;

    private static ReadOnlySpan<byte> Magic => "EIFACES\0"u8;

    /// <summary>Whether the characters can be written as UTF-8.</summary>
    public static bool IsText(string name)
    {
        try
        {
            return Utf8.GetByteCount(name) > 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    public static void Write(Stream file, string model, GalleryRows rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var numbers = new Dictionary<string, int>(rows.People.Count, StringComparer.Ordinal);
        using var names = new MemoryStream();
        Span<byte> size = stackalloc byte[sizeof(int)];
        foreach (string name in rows.People.Keys)
        {
            byte[] bytes = Utf8.GetBytes(name);
            BinaryPrimitives.WriteInt32LittleEndian(size, bytes.Length);
            names.Write(size);
            names.Write(bytes);
            numbers.Add(name, numbers.Count);
        }

        int[] owners = new int[rows.Count];
        for (int row = 0; row < owners.Length; row++) owners[row] = numbers[rows.Owners[row]];

        Span<byte> header = stackalloc byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], rows.Dimension);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], numbers.Count);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], rows.Count);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], HeaderBytes + names.Length + (long)rows.Count * sizeof(int) * (1 + rows.Dimension) + HashBytes);
        Convert.FromHexString(model, header[32..], out _, out _);

        Put(header);
        Put(names.GetBuffer().AsSpan(0, (int)names.Length));
        PutNumbers(owners);
        PutNumbers(MemoryMarshal.Cast<float, int>(rows.Vectors));
        file.Write(hash.GetCurrentHash());

        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            file.Write(bytes);
        }

        void PutNumbers(ReadOnlySpan<int> values)
        {
            int[] chunk = new int[Math.Min(values.Length, ChunkNumbers)];
            for (int count; !values.IsEmpty; values = values[count..])
            {
                count = Math.Min(values.Length, chunk.Length);
                if (BitConverter.IsLittleEndian) values[..count].CopyTo(chunk);
                else BinaryPrimitives.ReverseEndianness(values[..count], chunk);
                Put(MemoryMarshal.AsBytes(chunk.AsSpan(0, count)));
            }
        }
    }

    /// <exception cref="FaceGalleryException">It is not a whole gallery.</exception>
    public FaceGallery Read()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = _left = file.Length;
        Span<byte> header = stackalloc byte[HeaderBytes], start = header[..(int)Math.Min(length, Magic.Length)];
        file.ReadExactly(start);
        if (!Magic.StartsWith(start)) throw new FaceGalleryException($"{path}: this is no face gallery; name a file that FaceGallery.Save or 'edgeinfer face enrol' wrote.", path);
        if (length < HeaderBytes + HashBytes) throw Damaged($"{length} bytes are less than the smallest gallery has");
        file.Position = 0;
        Take(header, hash);

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        int dimension = BinaryPrimitives.ReadInt32LittleEndian(header[12..]), people = BinaryPrimitives.ReadInt32LittleEndian(header[16..]);
        int count = BinaryPrimitives.ReadInt32LittleEndian(header[20..]);
        long stated = BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
        if (version != Version) throw new FaceGalleryException($"{path}: the gallery has format {version}, this version of EdgeInfer reads format {Version}; use the version that wrote it.", path);
        if (stated != length) throw Damaged($"it has {length} bytes, {stated} were written");
        // Nothing is allocated for more than the file is long enough for.
        if (dimension is < 1 or > FaceGallery.MaxDimension || people < 0 || count < people || (long)count * dimension > Array.MaxLength
            || _left < (long)people * sizeof(int) + (long)count * sizeof(int) * (1 + dimension) + HashBytes)
        {
            throw Damaged($"{count} vectors of {dimension} numbers for {people} people do not fit in {length} bytes");
        }

        string model = Convert.ToHexStringLower(header[32..]);
        string[] names = TakeNames(people, hash);
        int[] owners = new int[count];
        TakeNumbers(owners, hash);
        if (_left != (long)count * dimension * sizeof(float) + HashBytes) throw Damaged("its parts are not as long as its header says");
        float[] vectors = new float[count * dimension];
        TakeNumbers(MemoryMarshal.Cast<float, int>(vectors.AsSpan()), hash);

        Span<byte> checksum = stackalloc byte[HashBytes];
        file.ReadExactly(checksum);
        if (!checksum.SequenceEqual(hash.GetCurrentHash())) throw Damaged("its checksum does not match its content");
        if (owners.AsSpan().ContainsAnyExceptInRange(0, people - 1)) throw Damaged("a vector belongs to nobody");
        return new FaceGallery(model, GalleryRows.Of(dimension, vectors, [.. owners.Select(owner => names[owner])]));
    }

    private string[] TakeNames(int people, IncrementalHash hash)
    {
        string[] names = new string[people];
        byte[] buffer = new byte[MaxNameBytes];
        for (int i = 0; i < people; i++)
        {
            Take(buffer.AsSpan(0, sizeof(int)), hash);
            int bytes = BinaryPrimitives.ReadInt32LittleEndian(buffer);
            if (bytes is < 1 or > MaxNameBytes) throw Damaged($"name {i} has {bytes} bytes");
            Take(buffer.AsSpan(0, bytes), hash);
            names[i] = TryDecode(buffer.AsSpan(0, bytes), out string? name) ? name : throw Damaged($"name {i} is not UTF-8");
        }

        return names;
    }

    private void TakeNumbers(Span<int> values, IncrementalHash hash)
    {
        for (Span<int> rest = values; !rest.IsEmpty;)
        {
            Span<int> chunk = rest[..Math.Min(rest.Length, ChunkNumbers)];
            Take(MemoryMarshal.AsBytes(chunk), hash);
            rest = rest[chunk.Length..];
        }

        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(values, values);
    }

    private void Take(Span<byte> bytes, IncrementalHash hash)
    {
        _left -= bytes.Length;
        if (_left < HashBytes) throw Damaged("it ends too early");
        file.ReadExactly(bytes);
        hash.AppendData(bytes);
    }

    private FaceGalleryException Damaged(string what) => new($"{path}: the gallery is damaged: {what}; restore it from a copy, or enrol everybody anew.", path);

    private static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = Utf8.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = null;
            return false;
        }
    }
}
