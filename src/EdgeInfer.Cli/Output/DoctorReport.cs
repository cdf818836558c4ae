using EdgeInfer.Providers;

namespace EdgeInfer.Cli.Output;

/// <summary>All that <c>edgeinfer doctor</c> says.</summary>
internal sealed record DoctorReport
{
    public required string System { get; init; }

    public required MachineInfo Machine { get; init; }

    public required string DotNet { get; init; }

    public required string EdgeInfer { get; init; }

    /// <summary>Its version, or that it is missing and why.</summary>
    public required string OnnxRuntime { get; init; }

    public required IReadOnlyList<string> CompiledProviders { get; init; }

    /// <summary>Its version, or that it is missing and why.</summary>
    public required string LibVips { get; init; }

    public required IReadOnlyList<ProviderReport> Providers { get; init; }
}
