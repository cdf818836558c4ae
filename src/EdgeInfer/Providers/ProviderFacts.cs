namespace EdgeInfer.Providers;

/// <summary>What is known of a provider without asking a machine. docs/providers.md is written from these, with their sources.</summary>
public sealed record ProviderFacts
{
    /// <summary>The kind of device it runs on unless told otherwise.</summary>
    public required ProviderDevice Device { get; init; }

    /// <summary>Id of the package on nuget.org that brings a native ONNX Runtime with it; null where there is none.</summary>
    public string? Package { get; init; }

    /// <summary>What else brings it, or where the package has it; null where the package says all.</summary>
    public string? PackageNote { get; init; }

    /// <summary>The formats it computes in without conversion, on at least one of its devices.</summary>
    public required ProviderPrecisions Computes { get; init; }

    /// <summary>The formats it was made for.</summary>
    public required ProviderPrecisions Prefers { get; init; }

    /// <summary>What it makes of free input sizes.</summary>
    public required DynamicShapeSupport DynamicShapes { get; init; }

    /// <summary>How long it compiles when a model is loaded for the first time.</summary>
    public required CompileCost Compiling { get; init; }
}
