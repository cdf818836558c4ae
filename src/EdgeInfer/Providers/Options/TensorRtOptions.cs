namespace EdgeInfer.Providers;

/// <summary>How the TensorRT provider is set up.</summary>
/// <remarks>
/// Engines and timings are kept in a folder of their own for each model in <see cref="ProviderCache.Root"/>, unless told otherwise.
/// Reference: https://onnxruntime.ai/docs/execution-providers/TensorRT-ExecutionProvider.html.
/// </remarks>
public sealed record TensorRtOptions : ProviderOptions
{
    private static readonly OptionKey[] Keys =
    [
        OptionKey.Integer("device_id", 0, 255),
        OptionKey.Integer("trt_max_workspace_size", 0),
        OptionKey.Integer("trt_max_partition_iterations", 1, int.MaxValue),
        OptionKey.Integer("trt_min_subgraph_size", 1, int.MaxValue),
        OptionKey.Flag("trt_fp16_enable"),
        OptionKey.Flag("trt_bf16_enable"),
        OptionKey.Flag("trt_int8_enable"),
        OptionKey.Text("trt_int8_calibration_table_name"),
        OptionKey.Flag("trt_int8_use_native_calibration_table"),
        OptionKey.Flag("trt_dla_enable"),
        OptionKey.Integer("trt_dla_core", 0, 15),
        OptionKey.Flag("trt_engine_cache_enable"),
        OptionKey.Text("trt_engine_cache_path"),
        OptionKey.Text("trt_engine_cache_prefix"),
        OptionKey.Flag("trt_timing_cache_enable"),
        OptionKey.Text("trt_timing_cache_path"),
        OptionKey.Flag("trt_force_timing_cache"),
        OptionKey.Flag("trt_engine_hw_compatible"),
        OptionKey.Flag("trt_weight_stripped_engine_enable"),
        OptionKey.Text("trt_onnx_model_folder_path"),
        OptionKey.Flag("trt_dump_ep_context_model"),
        OptionKey.Text("trt_ep_context_file_path"),
        OptionKey.Integer("trt_ep_context_embed_mode", 0, 1),
        OptionKey.Integer("trt_builder_optimization_level", 0, 5),
        OptionKey.Flag("trt_build_heuristics_enable"),
        OptionKey.Flag("trt_force_sequential_engine_build"),
        OptionKey.Flag("trt_detailed_build_log"),
        OptionKey.Integer("trt_auxiliary_streams", -1, 128),
        OptionKey.Text("trt_tactic_sources"),
        OptionKey.Flag("trt_sparsity_enable"),
        OptionKey.Flag("trt_layer_norm_fp32_fallback"),
        OptionKey.Flag("trt_context_memory_sharing_enable"),
        OptionKey.Text("trt_extra_plugin_lib_paths"),
        OptionKey.Text("trt_preview_features"),
        OptionKey.Text("trt_op_types_to_exclude"),
        OptionKey.Flag("trt_load_user_initializer"),
        OptionKey.Flag("trt_dump_subgraphs"),
        OptionKey.Flag("trt_engine_decryption_enable"),
        OptionKey.Text("trt_engine_decryption_lib_path"),
        ShapeProfileText.Key("trt_profile_min_shapes"),
        ShapeProfileText.Key("trt_profile_opt_shapes"),
        ShapeProfileText.Key("trt_profile_max_shapes"),
        OptionKey.Flag("has_user_compute_stream"),
        OptionKey.Integer("user_compute_stream", 0),
        OptionKey.Refused("trt_cuda_graph_enable", CudaOptions.RefusedGraph),
    ];

    /// <inheritdoc/>
    public override string Provider => "tensorrt";

    /// <summary>Number of the GPU, 0 to 255; default 0. What TensorRT leaves over runs on CUDA, on the same one.</summary>
    public int? DeviceId { get; init; }

    /// <summary>Most memory TensorRT may use while it builds an engine, in bytes; 0, the default, for all there is.</summary>
    public long? WorkspaceBytes { get; init; }

    /// <summary>Whether operators may compute in float16; default false, true for models that hold float16 weights.</summary>
    public bool? Float16 { get; init; }

    /// <summary>Whether operators may compute in bfloat16; default false.</summary>
    public bool? BFloat16 { get; init; }

    /// <summary>
    /// Whether operators may compute in int8; default false, true for models with QDQ pairs. Without those it needs a <see cref="CalibrationTable"/>.
    /// </summary>
    public bool? Int8 { get; init; }

    /// <summary>Name of the calibration table inside the engine cache's folder; default none.</summary>
    public string? CalibrationTable { get; init; }

    /// <summary>Folder for engines; default one of the model's own in the cache. An empty text keeps none.</summary>
    public string? EngineCacheFolder { get; init; }

    /// <summary>Folder for timings of kernels, which make the next build faster; default as for engines. An empty text keeps none.</summary>
    public string? TimingCacheFolder { get; init; }

    /// <summary>How long TensorRT looks for fast kernels, 0 (least) to 5; default 3.</summary>
    public int? OptimizationLevel { get; init; }

    /// <summary>Whether Jetson's DLA runs what it can; default false. It computes in float16 or int8 only.</summary>
    public bool? UseDla { get; init; }

    /// <summary>Which DLA, 0 to 15; default 0.</summary>
    public int? DlaCore { get; init; }

    /// <summary>
    /// Shapes to build engines for. Default none: an engine is built anew whenever a shape leaves the range that was seen so far.
    /// </summary>
    public IReadOnlyList<ShapeProfile> Profiles { get; init; } = [];

    private protected override IReadOnlyList<OptionKey> Known => Keys;

    private protected override void Write(OptionValues values)
    {
        values.Set("device_id", DeviceId);
        values.Set("trt_max_workspace_size", WorkspaceBytes);
        values.Set("trt_fp16_enable", Float16);
        values.Set("trt_bf16_enable", BFloat16);
        values.Set("trt_int8_enable", Int8);
        values.Set("trt_int8_calibration_table_name", CalibrationTable);
        Cache(values, "trt_engine_cache", EngineCacheFolder);
        Cache(values, "trt_timing_cache", TimingCacheFolder);
        values.Set("trt_builder_optimization_level", OptimizationLevel);
        values.Set("trt_dla_enable", UseDla);
        values.Set("trt_dla_core", DlaCore);
        values.Set("trt_profile_min_shapes", ShapeProfileText.Write(Profiles, static p => p.Least));
        values.Set("trt_profile_opt_shapes", ShapeProfileText.Write(Profiles, static p => p.Usual));
        values.Set("trt_profile_max_shapes", ShapeProfileText.Write(Profiles, static p => p.Greatest));
    }

    private protected override void AddDefaults(OptionValues values, OptionContext context)
    {
        bool exact = context.Policy == ProviderPolicy.Accuracy;
        // Without the flags, TensorRT computes such models in float32.
        if (context.Model is { Float16Share: > 0.5 }) values.Default("trt_fp16_enable", "1");
        if (context.Model is { QdqShare: > 0 } && !exact) values.Default("trt_int8_enable", "1");
        CacheByDefault(values, context, "trt_engine_cache");
        CacheByDefault(values, context, "trt_timing_cache");
    }

    private protected override void Check(OptionValues values, OptionContext context)
    {
        if (context.Model is not { Float16Share: > 0.5 }) values.RefuseForAccuracy(context, "trt_fp16_enable");
        values.RefuseForAccuracy(context, "trt_bf16_enable");
        if (context.Model is not { QdqShare: > 0 }) values.RefuseForAccuracy(context, "trt_int8_enable");
        if (values.IsOn("trt_int8_enable") && !values.Has("trt_int8_calibration_table_name") && context.Model is { QdqShare: 0 })
            throw values.Wrong("trt_int8_enable", "the model has no QDQ pairs, so it needs trt_int8_calibration_table_name, which is not given");
        values.Require("trt_int8_use_native_calibration_table", "trt_int8_calibration_table_name");
        values.RequireOn("trt_int8_use_native_calibration_table", "trt_int8_enable");
        if (values.Has("trt_int8_calibration_table_name") && !values.IsOn("trt_int8_enable"))
            throw values.Wrong("trt_int8_calibration_table_name", "it has no meaning while trt_int8_enable is off");
        RefuseWithout(values, "trt_engine_cache_path", "trt_engine_cache_enable");
        RefuseWithout(values, "trt_engine_cache_prefix", "trt_engine_cache_enable");
        RefuseWithout(values, "trt_timing_cache_path", "trt_timing_cache_enable");
        RefuseWithout(values, "trt_dla_core", "trt_dla_enable");
        if (values.IsOn("trt_dla_enable") && !values.IsOn("trt_fp16_enable") && !values.IsOn("trt_int8_enable"))
            throw values.Wrong("trt_dla_enable", "the DLA computes in float16 or int8 only, and neither trt_fp16_enable nor trt_int8_enable is on");
        RefuseWithout(values, "trt_ep_context_file_path", "trt_dump_ep_context_model");
        RefuseWithout(values, "trt_engine_decryption_lib_path", "trt_engine_decryption_enable");
        if (values.IsOn("trt_engine_decryption_enable")) values.Require("trt_engine_decryption_enable", "trt_engine_decryption_lib_path");
        if (values.IsOn("has_user_compute_stream")) values.Require("has_user_compute_stream", "user_compute_stream");
        ShapeProfileText.Check(values, "trt_profile_min_shapes", "trt_profile_opt_shapes", "trt_profile_max_shapes");
    }

    private static void Cache(OptionValues values, string cache, string? folder)
    {
        if (folder is null) return;
        values.Set($"{cache}_enable", folder.Length > 0);
        if (folder.Length > 0) values.Set($"{cache}_path", folder);
    }

    private static void CacheByDefault(OptionValues values, OptionContext context, string cache)
    {
        if (values.Has($"{cache}_enable") && !values.IsOn($"{cache}_enable")) return;
        if (!values.Has($"{cache}_path"))
        {
            if (context.CacheFolder("tensorrt") is not { } folder) return;
            values.Default($"{cache}_path", folder);
        }

        values.Default($"{cache}_enable", "1");
    }

    private static void RefuseWithout(OptionValues values, string key, string flag)
    {
        if (values.Has(key) && !values.IsOn(flag)) throw values.Wrong(key, $"it has no meaning while {flag} is off");
    }
}
