using System.Runtime.InteropServices;

namespace EdgeInfer.Providers;

/// <summary>An operating system on which a provider exists, and the processors there.</summary>
public sealed class ProviderPlatform
{
    private readonly Architecture[] _architectures;

    internal ProviderPlatform(TargetOs os, params Architecture[] architectures) => (Os, _architectures) = (os, architectures);

    /// <summary>The operating system.</summary>
    public TargetOs Os { get; }

    /// <summary>The processors on which it exists there; empty for all.</summary>
    public IReadOnlyList<Architecture> Architectures => _architectures;

    internal bool Is(ISystemProbe system) =>
        system.Os == Os && (_architectures.Length == 0 || Array.IndexOf(_architectures, system.Architecture) >= 0);

    /// <summary>As messages say it: <c>Linux (x64, arm64)</c>.</summary>
    public override string ToString()
    {
        string os = Os switch { TargetOs.MacOs => "macOS", TargetOs.Ios => "iOS", _ => Os.ToString() };
        return _architectures.Length == 0 ? os : $"{os} ({string.Join(", ", _architectures.Select(static a => a.ToString().ToLowerInvariant()))})";
    }
}
