namespace EdgeInfer.Providers;

/// <summary>How the Core ML provider is set up.</summary>
/// <remarks>
/// Compiled models are kept in a folder of their own for each model in <see cref="ProviderCache.Root"/>, unless told otherwise: Core ML's
/// cache does not notice that a model has changed. Reference: https://onnxruntime.ai/docs/execution-providers/CoreML-ExecutionProvider.html.
/// </remarks>
public sealed record CoreMlOptions : ProviderOptions
{
    private static readonly OptionKey[] Keys =
    [
        OptionKey.OneOf("MLComputeUnits", "ALL", "CPUOnly", "CPUAndGPU", "CPUAndNeuralEngine"),
        OptionKey.OneOf("ModelFormat", "NeuralNetwork", "MLProgram"),
        OptionKey.OneOf("SpecializationStrategy", "Default", "FastPrediction"),
        OptionKey.Text("ModelCacheDirectory"),
        OptionKey.Flag("RequireStaticInputShapes"),
        OptionKey.Flag("EnableOnSubgraphs"),
        OptionKey.Flag("AllowLowPrecisionAccumulationOnGPU"),
        OptionKey.Flag("ProfileComputePlan"),
    ];

    /// <inheritdoc/>
    public override string Provider => "coreml";

    /// <summary>What may run the model; default all, the processor alone under <see cref="ProviderPolicy.Accuracy"/>, since the others round to float16.</summary>
    public CoreMlUnits? ComputeUnits { get; init; }

    /// <summary>What the model is turned into; default <see cref="CoreMlFormat.NeuralNetwork"/>. ML programs know more operators and need macOS 12 or iOS 15.</summary>
    public CoreMlFormat? Format { get; init; }

    /// <summary>Longer loading for shorter runs; default false.</summary>
    public bool? FastPrediction { get; init; }

    /// <summary>Folder for compiled models; default one of the model's own in the cache. An empty text keeps none.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Whether operators behind free sizes are left to the CPU; default false.</summary>
    public bool? RequireStaticShapes { get; init; }

    /// <summary>Whether it runs inside If, Loop and Scan too; default false.</summary>
    public bool? EnableOnSubgraphs { get; init; }

    /// <summary>Whether sums on the GPU may be float16; default false.</summary>
    public bool? LowPrecisionAccumulation { get; init; }

    private protected override IReadOnlyList<OptionKey> Known => Keys;

    private protected override void Write(OptionValues values)
    {
        values.Set("MLComputeUnits", ComputeUnits switch
        {
            null => null,
            CoreMlUnits.All => "ALL",
            CoreMlUnits.CpuOnly => "CPUOnly",
            CoreMlUnits.CpuAndGpu => "CPUAndGPU",
            CoreMlUnits.CpuAndNeuralEngine => "CPUAndNeuralEngine",
            { } other => other.ToString(),
        });
        values.Set("ModelFormat", Format switch { null => null, CoreMlFormat.NeuralNetwork => "NeuralNetwork", CoreMlFormat.MlProgram => "MLProgram", { } other => other.ToString() });
        values.Set("SpecializationStrategy", FastPrediction switch { null => null, true => "FastPrediction", false => "Default" });
        if (CacheFolder is { Length: > 0 }) values.Set("ModelCacheDirectory", CacheFolder);
        values.Set("RequireStaticInputShapes", RequireStaticShapes);
        values.Set("EnableOnSubgraphs", EnableOnSubgraphs);
        values.Set("AllowLowPrecisionAccumulationOnGPU", LowPrecisionAccumulation);
    }

    private protected override void AddDefaults(OptionValues values, OptionContext context)
    {
        if (CacheFolder is null && !values.Has("ModelCacheDirectory") && context.CacheFolder(Provider) is { } folder) values.Default("ModelCacheDirectory", folder);
        if (context.Policy == ProviderPolicy.Accuracy) values.Default("MLComputeUnits", "CPUOnly");
    }

    private protected override void Check(OptionValues values, OptionContext context)
    {
        values.RefuseForAccuracy(context, "AllowLowPrecisionAccumulationOnGPU");
        string? units = values.Keys.GetValueOrDefault("MLComputeUnits");
        if (context.Policy == ProviderPolicy.Accuracy && units != "CPUOnly")
            throw values.Wrong("MLComputeUnits", $"GPU and Neural Engine round to float16, which policy {nameof(ProviderPolicy.Accuracy)} forbids; give CPUOnly or choose another policy");
        if (values.IsOn("AllowLowPrecisionAccumulationOnGPU") && units is "CPUOnly" or "CPUAndNeuralEngine")
            throw values.Wrong("AllowLowPrecisionAccumulationOnGPU", $"it is about the GPU, which MLComputeUnits = {units} does not use");
        if (values.IsOn("ProfileComputePlan") && values.Keys.GetValueOrDefault("ModelFormat") != "MLProgram")
            throw values.Wrong("ProfileComputePlan", "it needs ModelFormat = MLProgram");
    }
}
