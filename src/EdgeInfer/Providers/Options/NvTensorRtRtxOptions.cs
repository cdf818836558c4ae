namespace EdgeInfer.Providers;

/// <summary>How the TensorRT for RTX provider is set up.</summary>
/// <remarks>
/// Kernels compiled at run time are kept in a folder of their own for each model in <see cref="ProviderCache.Root"/>, unless told otherwise.
/// Reference: https://onnxruntime.ai/docs/execution-providers/TensorRTRTX-ExecutionProvider.html.
/// </remarks>
public sealed record NvTensorRtRtxOptions : ProviderOptions
{
    private static readonly OptionKey[] Keys =
    [
        OptionKey.Integer("device_id", 0, 255),
        OptionKey.Integer("nv_max_workspace_size", 0),
        OptionKey.Integer("nv_max_shared_mem_size", 0),
        OptionKey.Text("nv_runtime_cache_path"),
        OptionKey.Flag("nv_dump_subgraphs"),
        OptionKey.Flag("nv_detailed_build_log"),
        OptionKey.Flag("nv_multi_profile_enable"),
        OptionKey.Flag("nv_use_external_data_initializer"),
        ShapeProfileText.Key("nv_profile_min_shapes"),
        ShapeProfileText.Key("nv_profile_opt_shapes"),
        ShapeProfileText.Key("nv_profile_max_shapes"),
        OptionKey.Flag("has_user_compute_stream"),
        OptionKey.Integer("user_compute_stream", 0),
        OptionKey.Refused("enable_cuda_graph", CudaOptions.RefusedGraph),
    ];

    /// <inheritdoc/>
    public override string Provider => "nvtensorrtrtx";

    /// <summary>Number of the GPU, 0 to 255; default 0.</summary>
    public int? DeviceId { get; init; }

    /// <summary>Most memory used as workspace, in bytes; 0, the default, for the library's own choice.</summary>
    public long? WorkspaceBytes { get; init; }

    /// <summary>Most shared memory of a kernel, in bytes; 0, the default, for the library's own choice.</summary>
    public long? SharedMemoryBytes { get; init; }

    /// <summary>Folder for kernels compiled at run time; default one of the model's own in the cache.</summary>
    public string? RuntimeCacheFolder { get; init; }

    /// <summary>Shapes to build for; default none: any shape, with kernels that know no sizes.</summary>
    public IReadOnlyList<ShapeProfile> Profiles { get; init; } = [];

    private protected override IReadOnlyList<OptionKey> Known => Keys;

    private protected override void Write(OptionValues values)
    {
        values.Set("device_id", DeviceId);
        values.Set("nv_max_workspace_size", WorkspaceBytes);
        values.Set("nv_max_shared_mem_size", SharedMemoryBytes);
        values.Set("nv_runtime_cache_path", RuntimeCacheFolder);
        values.Set("nv_profile_min_shapes", ShapeProfileText.Write(Profiles, static p => p.Least));
        values.Set("nv_profile_opt_shapes", ShapeProfileText.Write(Profiles, static p => p.Usual));
        values.Set("nv_profile_max_shapes", ShapeProfileText.Write(Profiles, static p => p.Greatest));
    }

    private protected override void AddDefaults(OptionValues values, OptionContext context)
    {
        if (!values.Has("nv_runtime_cache_path") && context.CacheFolder(Provider) is { } folder) values.Default("nv_runtime_cache_path", folder);
    }

    private protected override void Check(OptionValues values, OptionContext context)
    {
        if (values.IsOn("has_user_compute_stream")) values.Require("has_user_compute_stream", "user_compute_stream");
        if (values.IsOn("nv_multi_profile_enable")) values.Require("nv_multi_profile_enable", "nv_profile_min_shapes");
        ShapeProfileText.Check(values, "nv_profile_min_shapes", "nv_profile_opt_shapes", "nv_profile_max_shapes");
    }
}
