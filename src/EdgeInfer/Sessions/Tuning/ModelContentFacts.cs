using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace EdgeInfer.Sessions;

/// <summary>What identifies a model's content, and what its bytes tell at a glance.</summary>
/// <param name="Sha256">Of the model file, as hexadecimal digits.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="ExternalData">Files beside it that hold weights, by name, with their sizes; −1 for one that is missing.</param>
/// <param name="IsQuantized">Whether it computes with 8-bit or smaller integers.</param>
internal sealed record ModelContentFacts(string Sha256, long SizeBytes, IReadOnlyList<(string Name, long SizeBytes)> ExternalData, bool IsQuantized)
{
    private const int ChunkBytes = 1 << 20;

    // Longer than anything looked for, so that what lies across two chunks is found in the second.
    private const int OverlapBytes = 1024;

    private static ReadOnlySpan<byte> LocationKey => "\u000A\u0008location\u0012"u8;

    /// <summary>All bytes of the model and its external data.</summary>
    public long TotalBytes => SizeBytes + ExternalData.Sum(static d => Math.Max(0, d.SizeBytes));

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read.</exception>
    public static ModelContentFacts OfFile(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        return Read(file, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    public static ModelContentFacts OfBytes(byte[] model)
    {
        using var stream = new MemoryStream(model, writable: false);
        return Read(stream, null);
    }

    private static ModelContentFacts Read(Stream model, string? folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(OverlapBytes + ChunkBytes);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        bool isQuantized = false;
        long size = 0;
        int kept = 0;
        try
        {
            for (int read; (read = model.ReadAtLeast(buffer.AsSpan(kept, ChunkBytes), ChunkBytes, throwOnEndOfStream: false)) > 0;)
            {
                size += read;
                hash.AppendData(buffer, kept, read);
                ReadOnlySpan<byte> seen = buffer.AsSpan(0, kept + read);
                isQuantized = isQuantized || NamesQuantizedOperator(seen);
                FindExternalData(seen, names);
                kept = Math.Min(OverlapBytes, seen.Length);
                seen[^kept..].CopyTo(buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        var data = new List<(string, long)>();
        foreach (string name in names) data.Add((name, SizeOf(folder, name)));
        return new ModelContentFacts(Convert.ToHexStringLower(hash.GetHashAndReset()), size, data, isQuantized);
    }

    private static bool NamesQuantizedOperator(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOf("uantizeLinear"u8) >= 0 || bytes.IndexOf("QLinear"u8) >= 0 || bytes.IndexOf("ConvInteger"u8) >= 0
        || bytes.IndexOf("MatMulInteger"u8) >= 0 || bytes.IndexOf("MatMulNBits"u8) >= 0;

    /// <summary>An initialiser's location is a key and a value, each a protobuf string, one right after the other.</summary>
    private static void FindExternalData(ReadOnlySpan<byte> bytes, SortedSet<string> names)
    {
        for (int at; (at = bytes.IndexOf(LocationKey)) >= 0;)
        {
            bytes = bytes[(at + LocationKey.Length)..];
            // File names of 128 bytes and more have a length of two bytes.
            if (bytes.Length < 2) return;
            int length = bytes[0] < 0x80 ? bytes[0] : (bytes[0] & 0x7F) | (bytes[1] << 7);
            int start = bytes[0] < 0x80 ? 1 : 2;
            if (length > 0 && start + length <= bytes.Length && length < OverlapBytes / 2) names.Add(Encoding.UTF8.GetString(bytes.Slice(start, length)));
        }
    }

    private static long SizeOf(string? folder, string name)
    {
        if (folder is null) return -1;
        try
        {
            var file = new FileInfo(Path.Combine(folder, name));
            return file.Exists ? file.Length : -1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return -1;
        }
    }
}
