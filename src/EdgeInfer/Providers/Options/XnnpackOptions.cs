namespace EdgeInfer.Providers;

/// <summary>How the XNNPACK provider is set up.</summary>
/// <remarks>Reference: https://onnxruntime.ai/docs/execution-providers/Xnnpack-ExecutionProvider.html.</remarks>
public sealed record XnnpackOptions : ProviderOptions
{
    private static readonly OptionKey[] Keys = [OptionKey.Integer("intra_op_num_threads", 1, 1024)];

    /// <inheritdoc/>
    public override string Provider => "xnnpack";

    /// <summary>XNNPACK's own threads, 1 to 1024; default as many as the session has.</summary>
    public int? Threads { get; init; }

    private protected override IReadOnlyList<OptionKey> Known => Keys;

    private protected override void Write(OptionValues values) => values.Set("intra_op_num_threads", Threads);
}
