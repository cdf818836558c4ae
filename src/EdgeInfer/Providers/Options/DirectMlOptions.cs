namespace EdgeInfer.Providers;

/// <summary>How the DirectML provider is set up.</summary>
/// <remarks>Reference: https://onnxruntime.ai/docs/execution-providers/DirectML-ExecutionProvider.html.</remarks>
public sealed record DirectMlOptions : ProviderOptions
{
    private static readonly OptionKey[] Keys =
    [
        OptionKey.Integer("device_id", 0, 255),
        OptionKey.OneOf("performance_preference", "default", "high_performance", "minimum_power"),
        OptionKey.OneOf("device_filter", "gpu", "npu", "any"),
        OptionKey.Flag("disable_metacommands", "True", "False"),
        OptionKey.Flag("ep.dml.disable_graph_fusion"),
        OptionKey.Flag("ep.dml.disable_memory_arena"),
        OptionKey.Flag("ep.dml.enable_cpu_sync_spinning"),
        OptionKey.Flag("ep.dml.enable_graph_serialization"),
        OptionKey.Refused("ep.dml.enable_graph_capture", CudaOptions.RefusedGraph),
    ];

    /// <inheritdoc/>
    public override string Provider => "directml";

    /// <summary>Number of the adapter, 0 to 255, as DXGI counts them; default 0. Excludes <see cref="PerformancePreference"/>.</summary>
    public int? DeviceId { get; init; }

    /// <summary>Which adapter where there are several; default the first. Excludes <see cref="DeviceId"/>.</summary>
    public DirectMlPreference? PerformancePreference { get; init; }

    /// <summary>Whether drivers' own kernels stay unused, such as those of tensor cores; default false.</summary>
    public bool? DisableMetacommands { get; init; }

    private protected override IReadOnlyList<OptionKey> Known => Keys;

    private protected override void Write(OptionValues values)
    {
        values.Set("device_id", DeviceId);
        values.Set("performance_preference", PerformancePreference switch
        {
            null => null,
            DirectMlPreference.HighPerformance => "high_performance",
            DirectMlPreference.MinimumPower => "minimum_power",
            { } other => other.ToString(),
        });
        values.Set("disable_metacommands", DisableMetacommands);
    }

    private protected override void Check(OptionValues values, OptionContext context)
    {
        foreach (string choice in (string[])["performance_preference", "device_filter"])
        {
            if (values.Has(choice) && values.Has("device_id")) throw values.Wrong(choice, $"it chooses the adapter, and so does device_id = {values.Keys["device_id"]}; give one of them");
        }
    }
}
