using System.Security.Cryptography;
using System.Text.Json;
using EdgeInfer.Files;

namespace EdgeInfer.Models;

/// <summary>The part of a file that has arrived, and beside it where it came from; hashed while it grows.</summary>
/// <remarks>For one thread at a time, which holds the model's lock.</remarks>
internal sealed class PartialFile : IDisposable
{
    private const string Extension = ".partial", SourceExtension = ".partial.json";
    private const int BufferBytes = 1 << 16;

    private readonly string _path;
    private readonly string _sourcePath;
    private readonly string _finalPath;
    private readonly Stream _file;
    private IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private PartialFile(string finalPath, Func<string, Stream> open)
    {
        (_finalPath, _path, _sourcePath) = (finalPath, finalPath + Extension, finalPath + SourceExtension);
        _file = open(_path);
    }

    /// <summary>Bytes that are there.</summary>
    public long Length { get; private set; }

    /// <summary>Where they came from; null where there are none, or that is not known.</summary>
    public PartialSource? Source { get; private set; }

    /// <summary>Opens for what is to become a file, with what is there of it.</summary>
    /// <param name="finalPath">The file that is to be.</param>
    /// <param name="open">Opens the partial one for reading and writing.</param>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    public static PartialFile Open(string finalPath, Func<string, Stream> open)
    {
        var file = new PartialFile(finalPath, open);
        try
        {
            file.TakeUp();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public static Stream OpenFile(string path) => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, BufferBytes);

    /// <summary>Removes what is there of a file that is to be, where nobody has it open.</summary>
    public static void Remove(string finalPath)
    {
        File.Delete(finalPath + Extension);
        File.Delete(finalPath + SourceExtension);
    }

    /// <summary>Begins anew with bytes from this source.</summary>
    public void Restart(PartialSource source)
    {
        Clear();
        using (var file = new FileStream(_sourcePath, FileMode.Create, FileAccess.Write)) JsonSerializer.Serialize(file, source, PartialSourceJson.Default.PartialSource);
        Source = source;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes);
        _hash.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <summary>Forgets all bytes.</summary>
    public void Clear()
    {
        _file.SetLength(0);
        _hash.Dispose();
        _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        (Length, Source) = (0, null);
    }

    /// <returns>Lower-case hexadecimal, of all bytes.</returns>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Gives the file its final name, at once or not at all, when its bytes are on the disk.</summary>
    public void Complete()
    {
        if (_file is FileStream file) file.Flush(flushToDisk: true);
        _file.Dispose();
        SharedAccess.Replace(_path, _finalPath);
        File.Delete(_sourcePath);
    }

    /// <summary>Closes it and removes it with all that it left.</summary>
    public void Discard()
    {
        Dispose();
        try
        {
            Remove(_finalPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error that led here is the one to report; what stays is overwritten the next time.
        }
    }

    public void Dispose()
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // Its last bytes do not fit on the disk either: less is there than was counted, and will be continued.
        }

        _hash.Dispose();
    }

    private void TakeUp()
    {
        Source = ReadSource();
        if (Source is null)
        {
            Clear();
            return;
        }

        byte[] buffer = new byte[BufferBytes];
        for (int read; (read = _file.Read(buffer)) > 0; Length += read) _hash.AppendData(buffer, 0, read);
    }

    private PartialSource? ReadSource()
    {
        try
        {
            using FileStream file = File.OpenRead(_sourcePath);
            return JsonSerializer.Deserialize(file, PartialSourceJson.Default.PartialSource);
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null;
        }
    }
}
