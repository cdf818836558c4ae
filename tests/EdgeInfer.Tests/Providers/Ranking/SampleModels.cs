using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>Facts of made-up models.</summary>
internal static class SampleModels
{
    /// <summary>A detector of usual size.</summary>
    public static ModelFacts Float32 { get; } = new()
    {
        SizeBytes = 10_000_000,
        ParameterCount = 2_500_000,
        Operators = new Dictionary<string, int> { ["Conv"] = 60, ["Relu"] = 60 },
        QdqShare = 0,
        QuantizedShare = 0,
        Float16Share = 0,
        BFloat16Share = 0,
        FreeInputs = [],
        WorkEstimate = 3_000_000_000,
    };

    public static ModelFacts Int8 { get; } = Float32 with { QdqShare = 1, QuantizedShare = 1 };

    public static ModelFacts IntegerOperators { get; } = Float32 with { QuantizedShare = 1 };

    public static ModelFacts Float16 { get; } = Float32 with { Float16Share = 0.98 };

    public static ModelFacts Dynamic { get; } = Float32 with { FreeInputs = ["images [batch, 3, h, w]"], WorkEstimate = null };

    public static ModelFacts Int8Dynamic { get; } = Int8 with { FreeInputs = ["images [batch, 3, 224, 224]"] };

    public static ModelFacts Tiny { get; } = Float32 with { SizeBytes = 26_000, ParameterCount = 6_000, WorkEstimate = 4_700_000 };

    public static ModelFacts Loop { get; } = Float32 with { Operators = new Dictionary<string, int> { ["Conv"] = 60, ["Loop"] = 1 } };

    public static ModelFacts Custom { get; } = Float32 with { Operators = new Dictionary<string, int> { ["Conv"] = 60, ["my.ops.Rotate"] = 1 } };

    public static ModelFacts Trees { get; } = Float32 with { Operators = new Dictionary<string, int> { ["ai.onnx.ml.TreeEnsembleClassifier"] = 1 } };

    public static ModelFacts Named(string name) => name switch
    {
        nameof(Float32) => Float32,
        nameof(Int8) => Int8,
        nameof(IntegerOperators) => IntegerOperators,
        nameof(Float16) => Float16,
        nameof(Dynamic) => Dynamic,
        nameof(Int8Dynamic) => Int8Dynamic,
        nameof(Tiny) => Tiny,
        nameof(Loop) => Loop,
        nameof(Custom) => Custom,
        nameof(Trees) => Trees,
        _ => throw new ArgumentException($"There is no '{name}'.", nameof(name)),
    };
}
