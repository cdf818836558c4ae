namespace EdgeInfer.Providers;

/// <summary>How the MIGraphX provider is set up.</summary>
/// <remarks>
/// Compiled models are kept in a folder of their own for each model in <see cref="ProviderCache.Root"/>, unless told otherwise.
/// Reference: https://onnxruntime.ai/docs/execution-providers/MIGraphX-ExecutionProvider.html.
/// </remarks>
public sealed record MiGraphXOptions : ProviderOptions
{
    private static readonly OptionKey[] Keys =
    [
        OptionKey.Integer("device_id", 0, 255),
        OptionKey.Flag("migraphx_fp16_enable"),
        OptionKey.Flag("migraphx_bf16_enable"),
        OptionKey.Flag("migraphx_fp8_enable"),
        OptionKey.Flag("migraphx_int8_enable"),
        OptionKey.Text("migraphx_int8_calibration_table_name"),
        OptionKey.Flag("migraphx_int8_use_native_calibration_table"),
        OptionKey.Text("migraphx_model_cache_dir"),
        OptionKey.Flag("migraphx_exhaustive_tune"),
        OptionKey.Integer("migraphx_mem_limit", 1),
        OptionKey.OneOf("migraphx_arena_extend_strategy", "kNextPowerOfTwo", "kSameAsRequested"),
    ];

    /// <inheritdoc/>
    public override string Provider => "migraphx";

    /// <summary>Number of the GPU, 0 to 255; default 0.</summary>
    public int? DeviceId { get; init; }

    /// <summary>Whether operators may compute in float16; default false.</summary>
    public bool? Float16 { get; init; }

    /// <summary>Whether operators may compute in bfloat16; default false.</summary>
    public bool? BFloat16 { get; init; }

    /// <summary>Whether operators may compute in int8; default false. Models without QDQ pairs need a <see cref="CalibrationTable"/>.</summary>
    public bool? Int8 { get; init; }

    /// <summary>Path of the calibration table; default none.</summary>
    public string? CalibrationTable { get; init; }

    /// <summary>Folder for compiled models, which must exist; default one of the model's own in the cache.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Whether the compiler tries all kernels, which takes long; default false.</summary>
    public bool? ExhaustiveTuning { get; init; }

    /// <summary>Most memory of the GPU that the arena takes, in bytes, 1 or more; default no limit.</summary>
    public long? MemoryLimitBytes { get; init; }

    private protected override IReadOnlyList<OptionKey> Known => Keys;

    private protected override void Write(OptionValues values)
    {
        values.Set("device_id", DeviceId);
        values.Set("migraphx_fp16_enable", Float16);
        values.Set("migraphx_bf16_enable", BFloat16);
        values.Set("migraphx_int8_enable", Int8);
        values.Set("migraphx_int8_calibration_table_name", CalibrationTable);
        values.Set("migraphx_model_cache_dir", CacheFolder);
        values.Set("migraphx_exhaustive_tune", ExhaustiveTuning);
        values.Set("migraphx_mem_limit", MemoryLimitBytes);
    }

    private protected override void AddDefaults(OptionValues values, OptionContext context)
    {
        if (!values.Has("migraphx_model_cache_dir") && context.CacheFolder(Provider) is { } folder) values.Default("migraphx_model_cache_dir", folder);
    }

    private protected override void Check(OptionValues values, OptionContext context)
    {
        values.RefuseForAccuracy(context, "migraphx_fp16_enable", "migraphx_bf16_enable", "migraphx_fp8_enable", "migraphx_int8_enable");
        if (values.IsOn("migraphx_int8_enable") && !values.Has("migraphx_int8_calibration_table_name") && context.Model is { QdqShare: 0 })
            throw values.Wrong("migraphx_int8_enable", "the model has no QDQ pairs, so it needs migraphx_int8_calibration_table_name, which is not given");
        if (values.Has("migraphx_int8_calibration_table_name") && !values.IsOn("migraphx_int8_enable"))
            throw values.Wrong("migraphx_int8_calibration_table_name", "it has no meaning while migraphx_int8_enable is off");
        values.Require("migraphx_int8_use_native_calibration_table", "migraphx_int8_calibration_table_name");
        if (values.IsOn("migraphx_fp16_enable") && values.IsOn("migraphx_bf16_enable"))
            throw values.Wrong("migraphx_fp16_enable", "migraphx_bf16_enable = 1 asks for another 16-bit format; give one of them");
    }
}
