using System.Security.Cryptography;
using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>Reads a model's facts and identity when it is loaded. Never throws: what ONNX Runtime can load need not be readable here.</summary>
internal static class ModelFactsReader
{
    private const int IdentityCharacters = 32;

    /// <returns>Null for ORT format and whatever else is no complete ONNX file.</returns>
    public static ModelFacts? TryRead(Func<Stream> open)
    {
        try
        {
            using Stream model = open();
            return OnnxModelReader.Read(model).Facts;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A name for a model's content and this runtime, to keep compiled models under; null where the file cannot be read.</summary>
    /// <param name="open">Opens the model file.</param>
    /// <param name="folder">Where its external data lies; null where it has none.</param>
    public static string? TryIdentify(Func<Stream> open, string? folder)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using (Stream model = open())
            {
                byte[] buffer = new byte[1 << 16];
                for (int read; (read = model.Read(buffer)) > 0;) hash.AppendData(buffer, 0, read);
            }

            // External weights can be many gigabytes: their sizes and times stand for them.
            if (folder is not null)
            {
                using Stream model = open();
                foreach (string name in OnnxModelReader.Read(model).ExternalFiles)
                {
                    var file = new FileInfo(Path.Combine(folder, name));
                    if (file.Exists) hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}"));
                }
            }

            return $"{OnnxRuntimeLibrary.Version}-{Convert.ToHexStringLower(hash.GetHashAndReset())[..IdentityCharacters]}";
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
