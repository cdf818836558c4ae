namespace EdgeInfer.Providers;

/// <summary>How the QNN provider is set up.</summary>
/// <remarks>Reference: https://onnxruntime.ai/docs/execution-providers/QNN-ExecutionProvider.html and ONNX Runtime's C header.</remarks>
public sealed record QnnOptions : ProviderOptions
{
    private static readonly OptionKey[] Keys =
    [
        OptionKey.OneOf("backend_type", "cpu", "gpu", "htp", "saver", "ir"),
        OptionKey.Text("backend_path"),
        OptionKey.OneOf("profiling_level", "off", "basic", "detailed"),
        OptionKey.Text("profiling_file_path"),
        OptionKey.Integer("rpc_control_latency", 0, int.MaxValue),
        OptionKey.Integer("vtcm_mb", 0, 64),
        OptionKey.OneOf(
            "htp_performance_mode", "burst", "balanced", "default", "high_performance", "high_power_saver", "low_balanced",
            "extreme_power_saver", "low_power_saver", "power_saver", "sustained_high_performance"),
        OptionKey.OneOf("qnn_context_priority", "low", "normal", "normal_high", "high"),
        OptionKey.Integer("htp_graph_finalization_optimization_mode", 0, 3),
        OptionKey.Integer("soc_model", 0, int.MaxValue),
        OptionKey.OneOf("htp_arch", "0", "68", "69", "73", "75", "81"),
        OptionKey.Integer("device_id", 0, 255),
        OptionKey.Flag("ep.context_enable"),
        OptionKey.Text("ep.context_file_path"),
        OptionKey.Integer("ep.context_embed_mode", 0, 1),
        OptionKey.Flag("enable_htp_fp16_precision"),
        OptionKey.Flag("enable_htp_weight_sharing"),
        OptionKey.Flag("offload_graph_io_quantization"),
        OptionKey.Flag("enable_htp_spill_fill_buffer"),
        OptionKey.Flag("enable_htp_shared_memory_allocator"),
        OptionKey.Flag("dump_json_qnn_graph"),
        OptionKey.Text("json_qnn_graph_dir"),
        OptionKey.Flag("skip_qnn_version_check"),
        OptionKey.Text("op_packages"),
        OptionKey.Refused("dump_qnn_ir_dlc", WrongResults),
        OptionKey.Refused("dump_qnn_ir_dlc_dir", WrongResults),
        OptionKey.Refused("qnn_ir_backend_path", WrongResults),
        OptionKey.Refused("qnn_saver_path", WrongResults),
    ];

    private const string WrongResults = "with it QNN writes its graph down and computes wrong results; set it on ONNX Runtime's own options if that is meant";

    /// <inheritdoc/>
    public override string Provider => "qnn";

    /// <summary>What runs the model; default <see cref="QnnBackend.Htp"/>, the NPU. Excludes <see cref="BackendPath"/>.</summary>
    public QnnBackend? Backend { get; init; }

    /// <summary>A backend library by its path; default none. Excludes <see cref="Backend"/>.</summary>
    public string? BackendPath { get; init; }

    /// <summary>How fast the NPU is clocked; default QNN's, power saving under <see cref="ProviderPolicy.Efficiency"/>, burst under <see cref="ProviderPolicy.Latency"/>.</summary>
    public QnnPerformance? Performance { get; init; }

    /// <summary>
    /// A file to write the compiled model to while it is loaded; it must not exist. Load that one from then on, which takes no
    /// compiling. Default none.
    /// </summary>
    public string? ContextFile { get; init; }

    /// <summary>How long the NPU's compiler works: 0, the default, or 1 (fastest) to 3 (best graph).</summary>
    public int? FinalizationMode { get; init; }

    /// <summary>Tightly coupled memory for a graph, in MB, 0 to 64; 0, the default, for QNN's choice.</summary>
    public int? VtcmMegabytes { get; init; }

    /// <summary>Whether float32 models compute in float16 on the NPU; default true, false under <see cref="ProviderPolicy.Accuracy"/>.</summary>
    public bool? Float16 { get; init; }

    /// <summary>Whether quantizing inputs and dequantizing outputs is left to the CPU; default true.</summary>
    public bool? OffloadIoQuantization { get; init; }

    private protected override IReadOnlyList<OptionKey> Known => Keys;

    private protected override void Write(OptionValues values)
    {
        values.Set("backend_type", Backend switch { null => null, QnnBackend.Htp => "htp", QnnBackend.Gpu => "gpu", QnnBackend.Cpu => "cpu", { } other => other.ToString() });
        values.Set("backend_path", BackendPath);
        values.Set("htp_performance_mode", Performance switch
        {
            null => null,
            QnnPerformance.Default => "default",
            QnnPerformance.Burst => "burst",
            QnnPerformance.SustainedHighPerformance => "sustained_high_performance",
            QnnPerformance.HighPerformance => "high_performance",
            QnnPerformance.Balanced => "balanced",
            QnnPerformance.LowBalanced => "low_balanced",
            QnnPerformance.HighPowerSaver => "high_power_saver",
            QnnPerformance.PowerSaver => "power_saver",
            QnnPerformance.LowPowerSaver => "low_power_saver",
            QnnPerformance.ExtremePowerSaver => "extreme_power_saver",
            { } other => other.ToString(),
        });
        values.Set("ep.context_enable", ContextFile is null ? null : "1");
        values.Set("ep.context_file_path", ContextFile);
        values.Set("htp_graph_finalization_optimization_mode", FinalizationMode);
        values.Set("vtcm_mb", VtcmMegabytes);
        values.Set("enable_htp_fp16_precision", Float16);
        values.Set("offload_graph_io_quantization", OffloadIoQuantization);
    }

    private protected override void AddDefaults(OptionValues values, OptionContext context)
    {
        // Unsaid, some releases take QNN's reference code for the processor.
        if (!values.Has("backend_path")) values.Default("backend_type", "htp");
        if (!IsHtp(values)) return;
        if (context.Policy == ProviderPolicy.Accuracy) values.Default("enable_htp_fp16_precision", "0");
        if (context.Policy == ProviderPolicy.Latency) values.Default("htp_performance_mode", "burst");
        if (context.Policy == ProviderPolicy.Efficiency) values.Default("htp_performance_mode", "power_saver");
    }

    private protected override void Check(OptionValues values, OptionContext context)
    {
        values.RefuseForAccuracy(context, "enable_htp_fp16_precision");
        if (values.Has("backend_path") && values.Has("backend_type"))
            throw values.Wrong("backend_path", $"backend_type = {values.Keys["backend_type"]} names a backend too; give one of them");
        if (values.Keys.GetValueOrDefault("backend_type") is "saver" or "ir") throw values.Wrong("backend_type", WrongResults);
        foreach (string key in values.Keys.Keys.Where(static k => k.Contains("htp_", StringComparison.Ordinal) || k == "vtcm_mb"))
        {
            if (!IsHtp(values)) throw values.Wrong(key, $"it is about the NPU, which backend_type = {values.Keys["backend_type"]} does not use");
        }

        if (values.Has("profiling_file_path") && values.Keys.GetValueOrDefault("profiling_level") is null or "off")
            throw values.Wrong("profiling_file_path", "it has no meaning while profiling_level is off");
        foreach (string key in (string[])["ep.context_file_path", "ep.context_embed_mode"])
        {
            if (values.Has(key) && !values.IsOn("ep.context_enable")) throw values.Wrong(key, "it has no meaning while ep.context_enable is off");
        }

        if (values.Has("json_qnn_graph_dir") && !values.IsOn("dump_json_qnn_graph")) throw values.Wrong("json_qnn_graph_dir", "it has no meaning while dump_json_qnn_graph is off");
    }

    private static bool IsHtp(OptionValues values) => values.Has("backend_path") || values.Keys.GetValueOrDefault("backend_type") is null or "htp";
}
