using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Models;

/// <summary>Facts about an ONNX file that need no runtime: its opsets, operators and weights.</summary>
/// <remarks>Read straight from the file without loading weights, so that models of any size are quick to look at. Immutable.</remarks>
public sealed class OnnxModelInfo
{
    internal OnnxModelInfo(OnnxModelContents contents)
    {
        IrVersion = contents.IrVersion;
        Producer = contents.Producer;
        Opsets = contents.Opsets;
        Facts = contents.Facts;
        ExternalFiles = contents.ExternalFiles;
    }

    /// <summary>Version of the ONNX file format.</summary>
    public long IrVersion { get; }

    /// <summary>Tool that wrote the file and its version, or empty.</summary>
    public string Producer { get; }

    /// <summary>Operator-set versions by domain; ONNX's own domain is called <c>ai.onnx</c>.</summary>
    public IReadOnlyDictionary<string, long> Opsets { get; }

    /// <summary>Nodes by operator, most frequent first; those of subgraphs (If, Loop, functions) are counted too.</summary>
    public IReadOnlyDictionary<string, int> Operators => Facts.Operators;

    /// <summary>All nodes together.</summary>
    public int NodeCount => Operators.Values.Sum();

    /// <summary>Numbers in all initialisers and constants together.</summary>
    public long ParameterCount => Facts.ParameterCount;

    /// <summary>What decides where the model runs well.</summary>
    public ModelFacts Facts { get; }

    /// <summary>Files beside the model that hold weights, as named in it; empty where the model is one file.</summary>
    public IReadOnlyList<string> ExternalFiles { get; }

    /// <summary>Reads a file's structure.</summary>
    /// <param name="path">An ONNX file (not ORT format).</param>
    /// <exception cref="ModelLoadException">Missing, unreadable, not ONNX, or truncated.</exception>
    public static OnnxModelInfo Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelFileCheck.RequirePlausible(path);
        using FileStream file = File.OpenRead(path);
        try
        {
            return new OnnxModelInfo(OnnxModelReader.Read(file));
        }
        catch (InvalidDataException e)
        {
            throw new ModelLoadException($"{path}: not a complete ONNX file ({e.Message}); download or export it again.", path, e);
        }
    }
}
