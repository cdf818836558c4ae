using System.Security.Cryptography;
using EdgeInfer.Sessions;

namespace EdgeInfer.Models;

/// <summary>A model about to be used: its loaded session, and its bytes where they have to be hashed.</summary>
internal sealed class ModelSource
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private string? _sha256;

    public ModelSource(ModelSession session, ReadOnlyMemory<byte> bytes = default) => (Session, _bytes) = (session, bytes);

    public ModelSession Session { get; }

    public string? Path => Session.Path;

    public long SizeBytes => Session.SizeBytes;

    /// <summary>Lower-case hexadecimal; computed on first use.</summary>
    public string Sha256 => _sha256 ??= Hash();

    private string Hash()
    {
        if (Path is null) return Convert.ToHexStringLower(SHA256.HashData(_bytes.Span));
        using FileStream file = File.OpenRead(Path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
