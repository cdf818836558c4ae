using System.Text.RegularExpressions;

namespace EdgeInfer.Providers;

/// <summary>How the OpenVINO provider is set up.</summary>
/// <remarks>
/// Compiled models are kept in a folder of their own for each model in <see cref="ProviderCache.Root"/>, unless told otherwise.
/// Reference: https://onnxruntime.ai/docs/execution-providers/OpenVINO-ExecutionProvider.html.
/// </remarks>
public sealed partial record OpenVinoOptions : ProviderOptions
{
    private static readonly OptionKey[] Keys =
    [
        OptionKey.Text("device_type", "CPU, GPU, NPU, one with a number such as GPU.1, AUTO, or AUTO:, HETERO: or MULTI: with several of them", Device().IsMatch),
        OptionKey.OneOf("precision", "FP32", "FP16", "ACCURACY"),
        OptionKey.Text("cache_dir"),
        OptionKey.Integer("num_of_threads", 1, 1024),
        OptionKey.Integer("num_streams", 1, 8),
        OptionKey.OneOf("model_priority", "LOW", "MEDIUM", "HIGH", "DEFAULT"),
        OptionKey.Text("load_config"),
        OptionKey.Text("reshape_input"),
        OptionKey.Text("layout"),
        OptionKey.Text("device_luid"),
        OptionKey.Text("context"),
        OptionKey.Flag("disable_dynamic_shapes", "true", "false"),
        OptionKey.Flag("enable_qdq_optimizer", "true", "false"),
        OptionKey.Flag("enable_opencl_throttling", "true", "false"),
        OptionKey.Flag("enable_causallm", "true", "false"),
        OptionKey.Refused("device_id", "OpenVINO has replaced it by device_type; give that"),
    ];

    /// <inheritdoc/>
    public override string Provider => "openvino";

    /// <summary><c>CPU</c>, <c>GPU</c>, <c>NPU</c>, <c>GPU.1</c>, <c>AUTO:GPU,CPU</c>, <c>HETERO:NPU,CPU</c>; default what the build was made for, mostly the processor.</summary>
    public string? DeviceType { get; init; }

    /// <summary>What it computes in; default float32 on the processor, float16 elsewhere; the model's own under <see cref="ProviderPolicy.Accuracy"/>.</summary>
    public OpenVinoPrecision? Precision { get; init; }

    /// <summary>Folder for compiled models; default one of the model's own in the cache. An empty text keeps none.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Threads on the processor, 1 to 1024; default OpenVINO's choice.</summary>
    public int? Threads { get; init; }

    /// <summary>Inferences side by side, 1 to 8; default 1.</summary>
    public int? Streams { get; init; }

    /// <summary>JSON of OpenVINO's own properties by device: <c>{"NPU":{"NPU_TURBO":"YES"}}</c>; default none.</summary>
    public string? LoadConfig { get; init; }

    private protected override IReadOnlyList<OptionKey> Known => Keys;

    private protected override void Write(OptionValues values)
    {
        values.Set("device_type", DeviceType);
        values.Set("precision", Precision switch
        {
            null => null,
            OpenVinoPrecision.Float32 => "FP32",
            OpenVinoPrecision.Float16 => "FP16",
            OpenVinoPrecision.AsInModel => "ACCURACY",
            { } other => other.ToString(),
        });
        if (CacheFolder is { Length: > 0 }) values.Set("cache_dir", CacheFolder);
        values.Set("num_of_threads", Threads);
        values.Set("num_streams", Streams);
        values.Set("load_config", LoadConfig);
    }

    private protected override void AddDefaults(OptionValues values, OptionContext context)
    {
        if (CacheFolder is null && !values.Has("cache_dir") && context.CacheFolder(Provider) is { } folder) values.Default("cache_dir", folder);
        // The processor takes FP32 alone, and has it by default.
        if (context.Policy == ProviderPolicy.Accuracy && !IsProcessor(values)) values.Default("precision", "ACCURACY");
    }

    private protected override void Check(OptionValues values, OptionContext context)
    {
        string? precision = values.Keys.GetValueOrDefault("precision");
        if (precision == "FP16" && context.Policy == ProviderPolicy.Accuracy)
            throw values.Wrong("precision", $"it computes in less precision than the model asks for, which policy {nameof(ProviderPolicy.Accuracy)} forbids; leave it out or choose another policy");
        if (precision == "FP16" && values.Keys.GetValueOrDefault("device_type") == "CPU")
            throw values.Wrong("precision", "device_type = CPU computes in FP32 only");
        if (precision == "FP32" && values.Keys.GetValueOrDefault("device_type") == "NPU")
            throw values.Wrong("precision", "device_type = NPU computes in FP16 only");
        if (values.Has("num_of_threads") && values.Keys.GetValueOrDefault("device_type") is { } device && !device.Contains("CPU", StringComparison.Ordinal) && !device.StartsWith("AUTO", StringComparison.Ordinal))
            throw values.Wrong("num_of_threads", $"it is about the processor, which device_type = {device} does not use");
    }

    private static bool IsProcessor(OptionValues values) => !values.Keys.TryGetValue("device_type", out string? device) || device == "CPU";

    [GeneratedRegex(@"^(AUTO|((AUTO|HETERO|MULTI):)?(CPU|GPU|NPU)(\.\d+)?|(AUTO|HETERO|MULTI):(CPU|GPU|NPU)(\.\d+)?(,(CPU|GPU|NPU)(\.\d+)?)+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Device();
}
