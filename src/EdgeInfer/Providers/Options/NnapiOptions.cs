namespace EdgeInfer.Providers;

/// <summary>How the NNAPI provider is set up.</summary>
/// <remarks>
/// ONNX Runtime takes flags here; <see cref="ProviderOptions.Extra"/> names them as its header does.
/// Reference: https://onnxruntime.ai/docs/execution-providers/NNAPI-ExecutionProvider.html.
/// </remarks>
public sealed record NnapiOptions : ProviderOptions
{
    private const string UseFloat16 = "NNAPI_FLAG_USE_FP16", UseNchw = "NNAPI_FLAG_USE_NCHW", CpuDisabled = "NNAPI_FLAG_CPU_DISABLED", OnlyCpu = "NNAPI_FLAG_CPU_ONLY";

    private static readonly OptionKey[] Keys = [OptionKey.Flag(UseFloat16), OptionKey.Flag(UseNchw), OptionKey.Flag(CpuDisabled), OptionKey.Flag(OnlyCpu)];

    /// <inheritdoc/>
    public override string Provider => "nnapi";

    /// <summary>Whether float32 models may compute in float16; default false.</summary>
    public bool? Float16 { get; init; }

    /// <summary>Whether tensors stay in NCHW, Android 10 and later; default false, NHWC, which is mostly faster.</summary>
    public bool? Nchw { get; init; }

    /// <summary>Whether NNAPI's own reference code for the processor stays unused, Android 10 and later; default false. Excludes <see cref="CpuOnly"/>.</summary>
    public bool? DisableCpu { get; init; }

    /// <summary>Whether NNAPI's own reference code for the processor runs everything, to check results by; default false.</summary>
    public bool? CpuOnly { get; init; }

    private protected override IReadOnlyList<OptionKey> Known => Keys;

    private protected override void Write(OptionValues values)
    {
        values.Set(UseFloat16, Float16);
        values.Set(UseNchw, Nchw);
        values.Set(CpuDisabled, DisableCpu);
        values.Set(OnlyCpu, CpuOnly);
    }

    private protected override void Check(OptionValues values, OptionContext context)
    {
        values.RefuseForAccuracy(context, UseFloat16);
        if (values.IsOn(CpuDisabled) && values.IsOn(OnlyCpu)) throw values.Wrong(CpuDisabled, $"{OnlyCpu} = 1 asks for the opposite; give one of them");
    }
}
