using System.Buffers.Binary;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using OrtElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace EdgeInfer.Sessions;

/// <summary>
/// Looks at a model file before the native parser does, so that the everyday mistakes (a web page saved as .onnx, a Git
/// LFS pointer, half a download) are called by their name.
/// </summary>
internal static class ModelFileCheck
{
    private const int HeaderBytes = 512;
    private const string UnknownElementType = "Unregistered TensorElementType value of: ";

    /// <returns>The file's size.</returns>
    /// <exception cref="ModelLoadException">The file cannot be a model.</exception>
    public static long RequirePlausible(string path)
    {
        if (Directory.Exists(path)) throw new ModelLoadException($"{path}: expected a model file, found a folder; name the .onnx file inside it.", path);
        try
        {
            using FileStream file = File.OpenRead(path);
            RequirePlausible(file, path);
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
    public static void RequirePlausible(Stream model, string name)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        RequirePlausible(header[..model.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false)], name);
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

    /// <summary>Whether the model itself was refused, so that another provider would refuse it too.</summary>
    public static bool IsAboutModel(OnnxRuntimeException error) =>
        OnnxRuntimeError.Code(error) is "NoSuchFile" or "NoModel" or "InvalidGraph" || Advice(error) is not null;

    /// <summary>What ONNX Runtime's refusal of a model means for the user.</summary>
    public static ModelLoadException Refused(string model, OnnxRuntimeException error)
    {
        string advice = Advice(error)
            ?? (OnnxRuntimeError.Code(error) is "NotImplemented"
                ? "this build of ONNX Runtime has no kernel for one of its operators at that precision; convert the model to float32 or choose another provider"
                : $"check that the model is valid for ONNX Runtime {OnnxRuntimeLibrary.Version}");
        return new ModelLoadException($"{model}: the model cannot be loaded; {advice}. ONNX Runtime says: {OnnxRuntimeError.Describe(error)}", model, error);
    }

    /// <returns>What to do about a fault of the model file; null where it is not known to be one.</returns>
    private static string? Advice(OnnxRuntimeException error)
    {
        if (OnnxRuntimeError.Code(error) is "InvalidProtobuf") return "the file is truncated or damaged; download or export it again and compare its sha256";
        string reason = OnnxRuntimeError.Describe(error);
        if (SaysAnyOf("external data", "external initializer"))
            return "its external data (weights) must lie beside it, whole and under the name it was exported with; download or copy that too";
        if (SaysAnyOf("is not a registered function/op", "No Op registered for"))
            return "the model uses an operator this ONNX Runtime does not have; register its custom-operator library through ModelSessionOptions.ConfigureOnnxRuntime";
        if (reason.StartsWith(UnknownElementType, StringComparison.Ordinal) && Enum.TryParse(reason.AsSpan(UnknownElementType.Length), out OrtElementType type))
            return $"an input or output has the element type {((TensorElementType)(int)type).ToDisplayName()}, which ONNX Runtime's C# API does not offer; put a Cast to float32 or uint8 at the model's border";
        if (SaysAnyOf("opset", "Unsupported model IR version"))
            return $"the model is newer than ONNX Runtime {OnnxRuntimeLibrary.Version}; export it with an older opset or update the runtime package";
        return null;

        bool SaysAnyOf(params ReadOnlySpan<string> phrases)
        {
            foreach (string phrase in phrases)
            {
                if (reason.Contains(phrase, StringComparison.OrdinalIgnoreCase)) return true;
            }

            return false;
        }
    }

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
