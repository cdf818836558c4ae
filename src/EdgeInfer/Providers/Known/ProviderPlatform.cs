using System.Runtime.InteropServices;

namespace EdgeInfer.Providers;

/// <summary>An operating system on which a provider exists, and the processors there.</summary>
internal sealed record ProviderPlatform(TargetOs Os, params Architecture[] Architectures)
{
    public bool Is(ISystemProbe system) => system.Os == Os && Array.IndexOf(Architectures, system.Architecture) >= 0;

    /// <summary>As messages say it: <c>Linux (x64, arm64)</c>.</summary>
    public override string ToString()
    {
        string os = Os switch { TargetOs.MacOs => "macOS", TargetOs.Ios => "iOS", _ => Os.ToString() };
        return $"{os} ({string.Join(", ", Architectures.Select(static a => a.ToString().ToLowerInvariant()))})";
    }
}
