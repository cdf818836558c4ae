using System.Buffers.Binary;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>
/// Looks at a model file before the native parser does, so that the everyday mistakes (a web page saved as .onnx, a Git
/// LFS pointer, half a download) are called by their name.
/// </summary>
internal static class ModelFileCheck
{
    private const int HeaderBytes = 512;

    /// <returns>The file's size.</returns>
    /// <exception cref="ModelLoadException">The file cannot be a model.</exception>
    public static long RequirePlausible(string path)
    {
        if (Directory.Exists(path)) throw new ModelLoadException($"{path}: expected a model file, found a folder; name the .onnx file inside it.", path);
        try
        {
            using FileStream file = File.OpenRead(path);
            Span<byte> header = stackalloc byte[HeaderBytes];
            int read = file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
            RequirePlausible(header[..read], path);
            return file.Length;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelLoadException($"{path}: no such model file; check the path.", path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{path}: the model file cannot be read ({e.Message}); check its permissions.", path, e);
        }
    }

    /// <exception cref="ModelLoadException">These bytes cannot be a model.</exception>
    public static void RequirePlausible(ReadOnlySpan<byte> start, string name)
    {
        if (start.IsEmpty) throw new ModelLoadException($"{name}: the model is empty (0 bytes); download or export it again.", name);
        if (start.StartsWith("version https://git-lfs"u8))
            throw new ModelLoadException($"{name}: this is a Git LFS pointer, not the model; run 'git lfs pull' in its repository.", name);
        if (IsOrtFormat(start)) return;
        if (LooksLikeText(start))
        {
            throw new ModelLoadException(
                $"{name}: expected an ONNX model, found text starting with '{FirstLine(start)}'; a web page or error message may have been saved instead of the model.", name);
        }

        // Every field of an ONNX ModelProto has a number up to 25 and one of three wire types; the first is mostly ir_version (8).
        int field = start[0] >> 3, wireType = start[0] & 7;
        if (start[0] >= 0x80 || field is 0 or > 25 || wireType is not (0 or 2))
        {
            throw new ModelLoadException(
                $"{name}: expected an ONNX model, found a file of another kind (it starts with {Convert.ToHexString(start[..Math.Min(8, start.Length)])}); convert it to ONNX first.", name);
        }
    }

    /// <summary>What ONNX Runtime's refusal of a model means for the user.</summary>
    public static ModelLoadException Refused(string model, OnnxRuntimeException error)
    {
        string reason = OnnxRuntimeError.Describe(error);
        string advice = OnnxRuntimeError.Code(error) switch
        {
            "InvalidProtobuf" => "the file is truncated or damaged; download or export it again and compare its sha256",
            _ when IsAboutExternalData(reason) => "the file's external data (weights) must lie beside it under the name it was exported with; download or copy that too",
            _ when reason.Contains("opset", StringComparison.OrdinalIgnoreCase) || reason.Contains("Unsupported model IR version", StringComparison.OrdinalIgnoreCase)
                => $"the model is newer than ONNX Runtime {OnnxRuntimeLibrary.Version}; export it with an older opset or update the runtime package",
            _ when reason.Contains("is not a registered function/op", StringComparison.OrdinalIgnoreCase)
                => "the model uses an operator this ONNX Runtime does not have; register its custom-operator library through ModelSessionOptions.ConfigureOnnxRuntime",
            _ => "check that the model is valid for ONNX Runtime " + OnnxRuntimeLibrary.Version,
        };
        return new ModelLoadException($"{model}: the model cannot be loaded; {advice}. ONNX Runtime says: {reason}", model, error);
    }

    private static bool IsAboutExternalData(string reason) =>
        reason.Contains("external data", StringComparison.OrdinalIgnoreCase)
        || reason.Contains("external initializer", StringComparison.OrdinalIgnoreCase)
        || reason.Contains("External data path", StringComparison.OrdinalIgnoreCase)
        || reason.Contains("GetFileLength", StringComparison.Ordinal)
        || reason.Contains("file_size", StringComparison.OrdinalIgnoreCase);

    /// <summary>ORT format is a FlatBuffer whose identifier stands behind the root offset.</summary>
    private static bool IsOrtFormat(ReadOnlySpan<byte> start) =>
        start.Length >= 8 && start[4..8].SequenceEqual("ORTM"u8) && BinaryPrimitives.ReadUInt32LittleEndian(start) > 0;

    private static bool LooksLikeText(ReadOnlySpan<byte> start)
    {
        // An ONNX file has zero bytes or lengths among its first bytes; text has none.
        ReadOnlySpan<byte> sample = start[..Math.Min(64, start.Length)];
        foreach (byte b in sample)
        {
            if (b is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r') or 0x7F) return false;
        }

        return true;
    }

    private static string FirstLine(ReadOnlySpan<byte> start)
    {
        int end = start.IndexOfAny((byte)'\n', (byte)'\r');
        ReadOnlySpan<byte> line = start[..Math.Min(end < 0 ? start.Length : end, 40)];
        return Encoding.UTF8.GetString(line).Trim();
    }
}
