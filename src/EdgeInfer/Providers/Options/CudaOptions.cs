namespace EdgeInfer.Providers;

/// <summary>How the CUDA provider is set up.</summary>
/// <remarks>
/// CUDA graphs are refused: a graph replays the addresses it was recorded with, and a session binds its inputs anew for each call.
/// Reference: https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html.
/// </remarks>
public sealed record CudaOptions : ProviderOptions
{
    private static readonly OptionKey[] Keys =
    [
        OptionKey.Integer("device_id", 0, 255),
        OptionKey.Integer("gpu_mem_limit", 1),
        OptionKey.OneOf("arena_extend_strategy", "kNextPowerOfTwo", "kSameAsRequested"),
        OptionKey.OneOf("cudnn_conv_algo_search", "EXHAUSTIVE", "HEURISTIC", "DEFAULT"),
        OptionKey.Flag("cudnn_conv_use_max_workspace"),
        OptionKey.Flag("cudnn_conv1d_pad_to_nc1d"),
        OptionKey.Flag("enable_cudnn"),
        OptionKey.Flag("fuse_conv_bias"),
        OptionKey.Flag("prefer_nhwc"),
        OptionKey.Flag("use_tf32"),
        OptionKey.Flag("enable_skip_layer_norm_strict_mode"),
        OptionKey.Integer("sdpa_kernel", 0, int.MaxValue),
        OptionKey.Flag("do_copy_in_default_stream"),
        OptionKey.Flag("use_ep_level_unified_stream"),
        OptionKey.Flag("tunable_op_enable"),
        OptionKey.Flag("tunable_op_tuning_enable"),
        OptionKey.Integer("tunable_op_max_tuning_duration_ms", 0, int.MaxValue),
        OptionKey.Flag("has_user_compute_stream"),
        OptionKey.Integer("user_compute_stream", 0),
        OptionKey.Integer("gpu_external_alloc", 0),
        OptionKey.Integer("gpu_external_free", 0),
        OptionKey.Integer("gpu_external_empty_cache", 0),
        OptionKey.Refused("enable_cuda_graph", RefusedGraph),
    ];

    internal const string RefusedGraph = "a CUDA graph replays the addresses it was recorded with, and a session binds its inputs anew for each call, so that results would be stale; leave it out";

    /// <inheritdoc/>
    public override string Provider => "cuda";

    /// <summary>Number of the GPU, 0 to 255, as CUDA counts them (CUDA_DEVICE_ORDER); default 0.</summary>
    public int? DeviceId { get; init; }

    /// <summary>Most memory of the GPU that the arena takes, in bytes, 1 or more; cuDNN's workspaces come on top. Default no limit.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>How the arena grows; default to the next power of two.</summary>
    public ArenaGrowth? ArenaGrowth { get; init; }

    /// <summary>How cuDNN's algorithm for a convolution is found; default <see cref="ConvolutionSearch.Exhaustive"/>, which slows the first run of each shape.</summary>
    public ConvolutionSearch? ConvolutionSearch { get; init; }

    /// <summary>Whether that search may use as much memory as it likes, not 32 MB; default true.</summary>
    public bool? ConvolutionMaxWorkspace { get; init; }

    /// <summary>Products of float32 in TensorFloat-32 on GPUs since Ampere; default true, false under <see cref="ProviderPolicy.Accuracy"/>.</summary>
    public bool? UseTensorFloat32 { get; init; }

    /// <summary>Convolutions in NHWC, which tensor cores like better; default false.</summary>
    public bool? PreferNhwc { get; init; }

    /// <summary>Convolutions over one axis are padded as [N, C, 1, D], not [N, C, D, 1]; default false.</summary>
    public bool? PadConvolution1D { get; init; }

    private protected override IReadOnlyList<OptionKey> Known => Keys;

    private protected override void Write(OptionValues values)
    {
        values.Set("device_id", DeviceId);
        values.Set("gpu_mem_limit", MemoryLimitBytes);
        values.Set("arena_extend_strategy", ArenaGrowth.ToKey());
        values.Set("cudnn_conv_algo_search", ConvolutionSearch switch
        {
            null => null,
            Providers.ConvolutionSearch.Exhaustive => "EXHAUSTIVE",
            Providers.ConvolutionSearch.Heuristic => "HEURISTIC",
            Providers.ConvolutionSearch.Fixed => "DEFAULT",
            { } other => other.ToString(),
        });
        values.Set("cudnn_conv_use_max_workspace", ConvolutionMaxWorkspace);
        values.Set("use_tf32", UseTensorFloat32);
        values.Set("prefer_nhwc", PreferNhwc);
        values.Set("cudnn_conv1d_pad_to_nc1d", PadConvolution1D);
    }

    private protected override void AddDefaults(OptionValues values, OptionContext context)
    {
        if (context.Policy == ProviderPolicy.Accuracy) values.Default("use_tf32", "0");
    }

    private protected override void Check(OptionValues values, OptionContext context)
    {
        values.RefuseForAccuracy(context, "use_tf32");
        if (values.IsOff("enable_cudnn") && values.Has("cudnn_conv_algo_search"))
            throw values.Wrong("cudnn_conv_algo_search", "cuDNN, whose algorithms it chooses among, is switched off by enable_cudnn = 0");
        values.RequireOn("tunable_op_tuning_enable", "tunable_op_enable");
        values.Require("gpu_external_alloc", "gpu_external_free");
        values.Require("gpu_external_free", "gpu_external_alloc");
        if (values.Has("gpu_external_alloc") && values.Has("gpu_mem_limit"))
            throw values.Wrong("gpu_mem_limit", "it limits ONNX Runtime's own arena, which gpu_external_alloc takes the place of");
        if (values.IsOn("has_user_compute_stream")) values.Require("has_user_compute_stream", "user_compute_stream");
    }
}
