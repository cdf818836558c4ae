namespace EdgeInfer.Providers;

/// <summary>How the WebGPU provider is set up.</summary>
/// <remarks>
/// Sessions share one device in a process: what concerns the device counts from the first session on. Graph capture is refused, as
/// CUDA graphs are. Reference: https://onnxruntime.ai/docs/execution-providers/WebGPU-ExecutionProvider.html, and the keys that ONNX Runtime 1.29 reads.
/// </remarks>
public sealed record WebGpuOptions : ProviderOptions
{
    private static readonly OptionKey[] Keys =
    [
        OptionKey.OneOf("preferredLayout", "NCHW", "NHWC"),
        OptionKey.OneOf("dawnBackendType", "Vulkan", "D3D12"),
        OptionKey.OneOf("powerPreference", "high-performance", "low-power"),
        OptionKey.OneOf("validationMode", "disabled", "wgpuOnly", "basic", "full"),
        OptionKey.OneOf("storageBufferCacheMode", "disabled", "lazyRelease", "simple", "bucket"),
        OptionKey.OneOf("uniformBufferCacheMode", "disabled", "lazyRelease", "simple", "bucket"),
        OptionKey.OneOf("queryResolveBufferCacheMode", "disabled", "lazyRelease", "simple", "bucket"),
        OptionKey.OneOf("defaultBufferCacheMode", "disabled", "lazyRelease", "simple", "bucket"),
        OptionKey.Integer("maxStorageBufferBindingSize", 1),
        OptionKey.Integer("maxNumPendingDispatches", 1, int.MaxValue),
        OptionKey.Integer("deviceId", 0, int.MaxValue),
        OptionKey.Text("forceCpuNodeNames"),
        OptionKey.Flag("enableInt64"),
        OptionKey.Flag("enablePIXCapture"),
        OptionKey.Flag("preserveDevice"),
        OptionKey.Integer("multiRotaryCacheConcatOffset", 0, int.MaxValue),
        OptionKey.OneOf("kvCacheQuantizationBits", "0", "4"),
        OptionKey.Refused("enableGraphCapture", CudaOptions.RefusedGraph),
    ];

    /// <inheritdoc/>
    public override string Provider => "webgpu";

    /// <summary>Order of the axes that convolutions run in; default ONNX Runtime's, NHWC.</summary>
    public WebGpuLayout? PreferredLayout { get; init; }

    /// <summary>Whether Dawn takes the fast adapter or the frugal one; default Dawn's choice, the fast one.</summary>
    public WebGpuPower? PowerPreference { get; init; }

    /// <summary>How much Dawn checks; default <see cref="WebGpuValidation.Basic"/> in released builds.</summary>
    public WebGpuValidation? Validation { get; init; }

    /// <summary>How buffers of tensors are kept for reuse; default <see cref="WebGpuBufferCache.Bucket"/>.</summary>
    public WebGpuBufferCache? StorageBufferCache { get; init; }

    /// <summary>Names of nodes that stay on the CPU; default none.</summary>
    public IReadOnlyList<string> CpuNodes { get; init; } = [];

    private protected override IReadOnlyList<OptionKey> Known => Keys;

    private protected override void Write(OptionValues values)
    {
        values.Set("preferredLayout", PreferredLayout switch { null => null, WebGpuLayout.Nchw => "NCHW", WebGpuLayout.Nhwc => "NHWC", { } other => other.ToString() });
        values.Set("powerPreference", PowerPreference switch { null => null, WebGpuPower.HighPerformance => "high-performance", WebGpuPower.LowPower => "low-power", { } other => other.ToString() });
        values.Set("validationMode", Validation switch
        {
            null => null,
            WebGpuValidation.Disabled => "disabled",
            WebGpuValidation.WebGpuOnly => "wgpuOnly",
            WebGpuValidation.Basic => "basic",
            WebGpuValidation.Full => "full",
            { } other => other.ToString(),
        });
        values.Set("storageBufferCacheMode", StorageBufferCache switch
        {
            null => null,
            WebGpuBufferCache.Disabled => "disabled",
            WebGpuBufferCache.LazyRelease => "lazyRelease",
            WebGpuBufferCache.Simple => "simple",
            WebGpuBufferCache.Bucket => "bucket",
            { } other => other.ToString(),
        });
        // One name a line, as ONNX Runtime splits them.
        if (CpuNodes.Count > 0) values.Set("forceCpuNodeNames", string.Join('\n', CpuNodes));
    }
}
