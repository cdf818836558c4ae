using System.Security.Cryptography;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Models;

/// <summary>A model about to be used: its loaded session, and its bytes where they have to be hashed.</summary>
internal sealed class ModelSource
{
    private readonly byte[]? _bytes;
    private string? _sha256;

    /// <param name="session">The loaded model.</param>
    /// <param name="bytes">The model's file, where it was loaded from memory; null where it is gone.</param>
    public ModelSource(ModelSession session, byte[]? bytes = null) => (Session, _bytes) = (session, bytes);

    public ModelSession Session { get; }

    public string? Path => Session.Path;

    public long SizeBytes => Session.SizeBytes;

    /// <summary>Lower-case hexadecimal, computed on first use; null where the model came from memory and its bytes are gone.</summary>
    public string? Sha256 => _sha256 ??= Hash();

    /// <summary>What the file's structure says; null for ORT format, or where the bytes are gone.</summary>
    public ModelFacts? ReadFacts()
    {
        if (Path is null && _bytes is null) return null;
        return ModelFactsReader.TryRead(() => Path is null ? new MemoryStream(_bytes!, writable: false) : File.OpenRead(Path));
    }

    private string? Hash()
    {
        if (Path is null) return _bytes is null ? null : Convert.ToHexStringLower(SHA256.HashData(_bytes));
        using FileStream file = File.OpenRead(Path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
