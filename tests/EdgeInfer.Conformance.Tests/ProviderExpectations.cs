namespace EdgeInfer.Conformance.Tests;

/// <summary>What is expected of a provider beside the CPU: how near it must come, and what it is known to refuse.</summary>
/// <param name="Provider">Its short name.</param>
/// <param name="Tolerance">Against ONNX Runtime's own CPU kernels.</param>
/// <param name="Why">Why results differ at all.</param>
/// <param name="Refusals">Errors that are limits of the provider, by a part of their text. A refusal is honest; a wrong number never is excused.</param>
internal sealed record ProviderExpectations(string Provider, Tolerance Tolerance, string Why, params (string Text, string Reason)[] Refusals)
{
    private static readonly ProviderExpectations[] Known =
    [
        new("webgpu", new Tolerance(Absolute: 1e-4, Relative: 1e-3),
            "shaders may use fused multiply-add, other orders of summation and fast transcendental functions",
            ("requires f16 but the device does not support it", "16-bit floats in shaders are an optional feature of a device"),
            ("trainingMode is not supported yet", "batch normalisation is there for inference only"),
            ("Only Conv2d or Conv1d are supported", "there is no shader for a transposed convolution in three dimensions"),
            ("The Indices output is not supported yet", "max pooling gives values, not their positions"),
            ("Using column major storage_order is not supported yet", "max pooling gives values, not their positions")),
        new("cuda", new Tolerance(Absolute: 1e-3, Relative: 1e-2),
            "convolutions and matrix products run in TF32 by default: 10 bits of mantissa"),
    ];

    /// <summary>The entry of a provider; a strict one without refusals where there is none.</summary>
    public static ProviderExpectations Of(string provider) =>
        Array.Find(Known, e => e.Provider == provider) ?? new(provider, new Tolerance(Absolute: 1e-5, Relative: 1e-4), "nothing is known of it yet");

    /// <returns>The reason where this error is a known limit; else null.</returns>
    public string? Excuse(string error)
    {
        foreach ((string text, string reason) in Refusals)
        {
            if (error.Contains(text, StringComparison.Ordinal)) return reason;
        }

        return null;
    }
}
