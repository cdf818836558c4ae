using System.Security.Cryptography;
using System.Text;

namespace EdgeInfer.Sessions;

/// <summary>What tells a model from every other one.</summary>
/// <param name="Sha256">Of the model file, as hexadecimal digits.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="ExternalData">Files beside it that hold weights, by name, with their sizes and times of change; −1 for one that is missing.</param>
internal sealed record ModelFingerprint(string Sha256, long SizeBytes, IReadOnlyList<ExternalDataFile> ExternalData)
{
    private const int NameCharacters = 32;

    /// <summary>All bytes of the model and its external data.</summary>
    public long TotalBytes => SizeBytes + ExternalData.Sum(static d => Math.Max(0, d.SizeBytes));

    /// <summary>A name for a folder or file that is about this model; short and safe in any file system.</summary>
    public string Name
    {
        get
        {
            if (ExternalData.Count == 0) return Sha256[..NameCharacters];
            // Weights can be many gigabytes: their sizes and times stand for them.
            string all = string.Join('\n', [Sha256, .. ExternalData.Select(static d => d.ToString())]);
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..NameCharacters];
        }
    }

    /// <param name="model">The model; read twice, once to hash it and once for its structure.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read.</exception>
    public static ModelFingerprint Of(ModelContent model)
    {
        string hash;
        using (Stream bytes = model.Open()) hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        string? folder = Path.GetDirectoryName(model.Path);
        return new ModelFingerprint(hash, model.SizeBytes, [.. ExternalFiles(model).Order(StringComparer.Ordinal).Select(name => ExternalDataFile.Find(folder, name))]);
    }

    private static IReadOnlyList<string> ExternalFiles(ModelContent model)
    {
        try
        {
            using Stream bytes = model.Open();
            return OnnxModelReader.Read(bytes).ExternalFiles;
        }
        catch (InvalidDataException)
        {
            // ORT format has all its weights inside.
            return [];
        }
    }
}
