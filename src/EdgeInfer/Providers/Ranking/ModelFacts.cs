namespace EdgeInfer.Providers;

/// <summary>What a model's file says that decides where it runs well. Immutable.</summary>
public sealed record ModelFacts
{
    /// <summary>Above this share of weights or of weighted operators a model counts as being of that precision.</summary>
    private const double Most = 0.5;

    /// <summary>Below so many multiplications a run takes less time than the copies to a device and back.</summary>
    private const long TinyWork = 10_000_000;

    private static readonly string[] ControlFlow = ["If", "Loop", "Scan"];

    private static readonly string[] OwnDomains = ["ai.onnx", "ai.onnx.ml", "com.microsoft"];

    /// <summary>Bytes of the file, external data not included.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Numbers in all initialisers and constants together.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Nodes by operator, those of subgraphs too; operators outside ONNX's own domain as <c>domain.Name</c>.</summary>
    public required IReadOnlyDictionary<string, int> Operators { get; init; }

    /// <summary>Of the operators with weights (convolutions, products), the share whose inputs are quantized by QDQ pairs: 0 to 1.</summary>
    public required double QdqShare { get; init; }

    /// <summary>Of those, the share that is quantized in any way: QDQ pairs, or integer operators such as QLinearConv.</summary>
    public required double QuantizedShare { get; init; }

    /// <summary>Of all floating-point weights, the share in float16: 0 to 1.</summary>
    public required double Float16Share { get; init; }

    /// <summary>Of all floating-point weights, the share in bfloat16: 0 to 1.</summary>
    public required double BFloat16Share { get; init; }

    /// <summary>The operator that each output comes from, past those that only change its form.</summary>
    internal IReadOnlyDictionary<string, string> OutputOperators { get; init; } = new Dictionary<string, string>();

    /// <summary>Inputs with a size that the model leaves free, and their shapes: <c>images [batch, 3, ?, ?]</c>.</summary>
    public required IReadOnlyList<string> FreeInputs { get; init; }

    /// <summary>
    /// Multiplications of a run, very roughly: weights times the elements of the largest input, several times too many for most
    /// networks. Null where a size other than the first axis's is free; a free first axis counts as 1.
    /// </summary>
    public required long? WorkEstimate { get; init; }

    /// <summary>The precision that most of it is in.</summary>
    public ProviderPrecisions Precision =>
        QuantizedShare >= Most ? ProviderPrecisions.Int8
        : Float16Share >= Most ? ProviderPrecisions.Float16
        : BFloat16Share >= Most ? ProviderPrecisions.BFloat16
        : ProviderPrecisions.Float32;

    /// <summary>Whether an input's size is free.</summary>
    public bool HasDynamicShapes => FreeInputs.Count > 0;

    /// <summary>Whether it has If, Loop or Scan.</summary>
    public bool HasControlFlow => ControlFlow.Any(Operators.ContainsKey);

    /// <summary>Whether a run is so small that copying to a device costs more than it saves; false where that cannot be told.</summary>
    public bool IsTiny => WorkEstimate is < TinyWork;

    /// <summary>Domains of operators that ONNX Runtime does not have by itself, in order; empty where there are none.</summary>
    public IReadOnlyList<string> CustomDomains =>
        [.. Operators.Keys.Where(static o => o.Contains('.')).Select(static o => o[..o.LastIndexOf('.')]).Distinct().Where(static d => !OwnDomains.Contains(d)).Order(StringComparer.Ordinal)];

    /// <summary>Share of the nodes that are classical machine learning (ai.onnx.ml), which runs on the CPU only.</summary>
    internal double ClassicalShare
    {
        get
        {
            int all = 0, classical = 0;
            foreach ((string name, int count) in Operators)
            {
                all += count;
                if (name.StartsWith("ai.onnx.ml.", StringComparison.Ordinal)) classical += count;
            }

            return all == 0 ? 0 : (double)classical / all;
        }
    }
}
