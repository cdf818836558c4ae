namespace EdgeInfer.Providers;

/// <summary>How the Vitis AI provider is set up.</summary>
/// <remarks>
/// Compiled models are kept in a folder of their own for each model in <see cref="ProviderCache.Root"/>, unless told otherwise.
/// Reference: https://onnxruntime.ai/docs/execution-providers/Vitis-AI-ExecutionProvider.html and AMD's Ryzen AI documentation.
/// </remarks>
public sealed record VitisAiOptions : ProviderOptions
{
    private static readonly OptionKey[] Keys =
    [
        OptionKey.Text("config_file"),
        OptionKey.Text("cache_dir"),
        OptionKey.Text("cache_key"),
        OptionKey.Text("target"),
        OptionKey.Text("xclbin"),
        OptionKey.OneOf("log_level", "info", "warning", "error", "fatal"),
        OptionKey.Flag("enable_cache_file_io_in_mem"),
        OptionKey.Integer("opt_level", 0, 65536),
        OptionKey.Text("encryptionKey"),
        OptionKey.Text("ai_analyzer_visualization"),
        OptionKey.Text("ai_analyzer_profiling"),
    ];

    /// <inheritdoc/>
    public override string Provider => "vitisai";

    /// <summary>Vitis AI's configuration file (vaip_config.json); default the installation's own.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Folder for compiled models; default one of the model's own in the cache.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Name of the compiled model inside that folder; default Vitis AI's choice, from the model's content.</summary>
    public string? CacheKey { get; init; }

    /// <summary>The NPU overlay's file; default the installation's own.</summary>
    public string? Overlay { get; init; }

    private protected override IReadOnlyList<OptionKey> Known => Keys;

    private protected override void Write(OptionValues values)
    {
        values.Set("config_file", ConfigFile);
        values.Set("cache_dir", CacheFolder);
        values.Set("cache_key", CacheKey);
        values.Set("xclbin", Overlay);
    }

    private protected override void AddDefaults(OptionValues values, OptionContext context)
    {
        if (!values.Has("cache_dir") && context.CacheFolder(Provider) is { } folder) values.Default("cache_dir", folder);
    }
}
