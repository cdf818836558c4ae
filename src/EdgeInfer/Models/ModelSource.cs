using System.Security.Cryptography;
using System.Text;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Models;

/// <summary>A model about to be used: its loaded session, and its bytes where they have to be hashed.</summary>
internal sealed class ModelSource
{
    private readonly Func<Stream>? _open;
    private string? _sha256;

    /// <param name="session">The loaded model.</param>
    /// <param name="bytes">The model's file, where it was loaded from memory; null where it is gone.</param>
    public ModelSource(ModelSession session, byte[]? bytes = null)
    {
        Session = session;
        if (session.Path is { } path) _open = () => File.OpenRead(path);
        else if (bytes is not null) _open = () => new MemoryStream(bytes, writable: false);
    }

    /// <param name="session">The loaded model.</param>
    /// <param name="content">What it was loaded from.</param>
    public ModelSource(ModelSession session, ModelContent content) => (Session, _open) = (session, content.Open);

    public ModelSession Session { get; }

    public string? Path => Session.Path;

    public long SizeBytes => Session.SizeBytes;

    /// <summary>Lower-case hexadecimal, computed on first use; null where the model came from memory and its bytes are gone.</summary>
    public string? Sha256 => _sha256 ??= Hash();

    /// <summary>What the file's structure says; null for ORT format, or where the bytes are gone.</summary>
    public ModelFacts? ReadFacts() => _open is null ? null : ModelFactsReader.TryRead(_open);

    /// <summary>
    /// What tells the model from every other one, wherever its files lie: <see cref="Sha256"/>, and where weights lie in files
    /// beside it, a hash over theirs too. Null where the bytes are gone.
    /// </summary>
    public string? ContentSha256()
    {
        if (Path is null || Sha256 is not { } own) return Sha256;
        string folder = System.IO.Path.GetDirectoryName(Path)!;
        var hashes = new StringBuilder(own);
        foreach (string name in ExternalFiles(Path))
        {
            using FileStream file = File.OpenRead(System.IO.Path.Combine(folder, name));
            hashes.Append('\n').Append(Convert.ToHexStringLower(SHA256.HashData(file)));
        }

        return hashes.Length == own.Length ? own : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(hashes.ToString())));
    }

    private static IReadOnlyList<string> ExternalFiles(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return OnnxModelReader.Read(file).ExternalFiles;
        }
        catch (InvalidDataException)
        {
            // ORT format has all its weights inside.
            return [];
        }
    }

    private string? Hash()
    {
        if (_open is null) return null;
        using Stream file = _open();
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
