namespace EdgeInfer.Providers;

/// <summary>How the CANN provider is set up.</summary>
/// <remarks>Reference: https://onnxruntime.ai/docs/execution-providers/community-maintained/CANN-ExecutionProvider.html.</remarks>
public sealed record CannOptions : ProviderOptions
{
    private static readonly OptionKey[] Keys =
    [
        OptionKey.Integer("device_id", 0, 255),
        OptionKey.Integer("npu_mem_limit", 1),
        OptionKey.OneOf("arena_extend_strategy", "kNextPowerOfTwo", "kSameAsRequested"),
        OptionKey.Flag("enable_cann_graph"),
        OptionKey.Flag("enable_cann_subgraph"),
        OptionKey.OneOf("precision_mode", "force_fp32", "force_fp16", "allow_fp32_to_fp16", "must_keep_origin_dtype", "allow_mix_precision"),
        OptionKey.OneOf("op_select_impl_mode", "high_precision", "high_performance"),
        OptionKey.Text("optypelist_for_implmode"),
        OptionKey.Flag("dump_graphs"),
        OptionKey.Flag("dump_om_model"),
    ];

    /// <inheritdoc/>
    public override string Provider => "cann";

    /// <summary>Number of the NPU, 0 to 255; default 0.</summary>
    public int? DeviceId { get; init; }

    /// <summary>Most memory of the NPU that the arena takes, in bytes, 1 or more; default no limit.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>How the arena grows; default to the next power of two.</summary>
    public ArenaGrowth? ArenaGrowth { get; init; }

    /// <summary>Whether the model runs as one graph, not operator by operator; default true.</summary>
    public bool? UseGraph { get; init; }

    /// <summary>What it computes in; default <see cref="CannPrecision.ForceFloat16"/>, <see cref="CannPrecision.KeepOriginal"/> under <see cref="ProviderPolicy.Accuracy"/>.</summary>
    public CannPrecision? Precision { get; init; }

    private protected override IReadOnlyList<OptionKey> Known => Keys;

    private protected override void Write(OptionValues values)
    {
        values.Set("device_id", DeviceId);
        values.Set("npu_mem_limit", MemoryLimitBytes);
        values.Set("arena_extend_strategy", ArenaGrowth.ToKey());
        values.Set("enable_cann_graph", UseGraph);
        values.Set("precision_mode", Precision switch
        {
            null => null,
            CannPrecision.ForceFloat32 => "force_fp32",
            CannPrecision.ForceFloat16 => "force_fp16",
            CannPrecision.AllowFloat16 => "allow_fp32_to_fp16",
            CannPrecision.KeepOriginal => "must_keep_origin_dtype",
            CannPrecision.AllowMixed => "allow_mix_precision",
            { } other => other.ToString(),
        });
    }

    private protected override void AddDefaults(OptionValues values, OptionContext context)
    {
        if (context.Policy == ProviderPolicy.Accuracy) values.Default("precision_mode", "must_keep_origin_dtype");
    }

    private protected override void Check(OptionValues values, OptionContext context)
    {
        bool exact = context.Policy == ProviderPolicy.Accuracy;
        if (exact && values.Keys.GetValueOrDefault("precision_mode") is ("force_fp16" or "allow_fp32_to_fp16" or "allow_mix_precision"))
            throw values.Wrong("precision_mode", $"it computes in less precision than the model asks for, which policy {nameof(ProviderPolicy.Accuracy)} forbids; leave it out or choose another policy");
        if (values.Has("precision_mode") && values.IsOff("enable_cann_graph") && !exact)
            throw values.Wrong("precision_mode", "it is about graphs, which enable_cann_graph = 0 switches off");
        values.Require("optypelist_for_implmode", "op_select_impl_mode");
    }
}
