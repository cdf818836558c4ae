using EdgeInfer.Sessions;
using Microsoft.ML.OnnxRuntime;
using OrtElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace EdgeInfer.Conformance.Tests;

/// <summary>One case of the ONNX backend tests: a model and sets of inputs with the outputs they must give.</summary>
internal sealed record ConformanceCase(string Suite, string Name, string ModelPath, string[] DataSets)
{
    /// <summary>All cases that have a model and data, in the order of their names.</summary>
    public static IEnumerable<ConformanceCase> In(string root, string suite)
    {
        string folder = Path.Combine(root, suite);
        foreach (string path in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            string model = Path.Combine(path, "model.onnx");
            string[] sets = [.. Directory.GetDirectories(path, "test_data_set_*").Order(StringComparer.Ordinal)];
            if (File.Exists(model) && sets.Length > 0) yield return new ConformanceCase(suite, Path.GetFileName(path), model, sets);
        }
    }

    /// <summary>Whether the outputs are drawn at random, so that two runs need not agree.</summary>
    public bool IsRandom => Name.Contains("bernoulli", StringComparison.Ordinal) || Name.Contains("training_dropout", StringComparison.Ordinal);

    /// <summary>Whether this is another case's operator spelled out as a graph of simpler ones, which have cases of their own.</summary>
    public bool IsExpansion => Name.EndsWith("_expanded", StringComparison.Ordinal);

    /// <summary>The values of one data set, by position.</summary>
    /// <param name="set">Folder of the data set.</param>
    /// <param name="prefix"><c>input</c> or <c>output</c>.</param>
    /// <param name="names">The model's inputs or outputs.</param>
    /// <param name="metadata">What kind of value each is.</param>
    public static OnnxValue[] Read(string set, string prefix, IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> metadata)
    {
        int count = Directory.GetFiles(set, $"{prefix}_*.pb").Length;
        if (count != names.Count) throw new InvalidDataException($"{count} {prefix} files for {names.Count} {prefix}s.");
        var values = new OnnxValue[count];
        for (int i = 0; i < count; i++)
        {
            NodeMetadata declared = metadata[names[i]];
            values[i] = OnnxValue.Read(Path.Combine(set, $"{prefix}_{i}.pb"), declared.OnnxValueType);
            // NumPy has no bfloat16: the test data carry its bits as uint16.
            if (declared.IsTensor && declared.ElementDataType == OrtElementType.BFloat16 && values[i] is OnnxTensor { Type: TensorElementType.UInt16 } bits)
                values[i] = bits with { Type = TensorElementType.BFloat16 };
        }

        return values;
    }

    public override string ToString() => $"{Suite}/{Name}";
}
