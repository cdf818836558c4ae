namespace EdgeInfer.Providers;

/// <summary>
/// A provider that needs more than ONNX Runtime itself. It states what, and the probe looks for it in the order in which the
/// answers help: a machine it exists on, a build that has it, and then all the rest at once: its own library, the libraries that
/// one links to, the device and its driver.
/// </summary>
internal abstract class AcceleratorProvider : ExecutionProvider
{
    private protected const string OnnxRuntimeRelease = "1.29";
    private protected const string NotVerified = "not verified by the authors on this kind of hardware";

    /// <summary>One call at a time in a session, unless its documentation allows more: nobody here could try.</summary>
    public override ProviderConcurrency Concurrency => ProviderConcurrency.OnePerSession;

    public override bool IsVerifiedOnHardware => false;

    // What nobody has run must not be chosen unasked.
    internal override bool IsAutomatic => false;

    /// <summary>What its makers call it.</summary>
    private protected abstract string Title { get; }

    /// <summary>What to do about an ONNX Runtime that was built without it.</summary>
    private protected abstract string PackageRemedy { get; }

    /// <summary>
    /// Those of ONNX Runtime's own provider libraries that must lie beside it, as <c>cuda</c> for
    /// <c>libonnxruntime_providers_cuda.so</c>; empty where the provider is linked into ONNX Runtime.
    /// </summary>
    private protected virtual string[] ProviderLibraries => [];

    /// <summary>What those link to.</summary>
    private protected virtual RequiredLibrary[] Libraries => [];

    /// <summary>The versions wanted, for the message about a missing library: <c>CUDA 13 and cuDNN 9</c>.</summary>
    private protected virtual string? Versions => null;

    /// <summary>What there must be on this machine, if its system is Linux; null where no node shows the device.</summary>
    private protected virtual RequiredDevice? DeviceOn(ISystemProbe system) => null;

    /// <summary>Whether driver and device are what it needs, where the machine can be asked.</summary>
    private protected virtual DeviceFinding CheckDevice(ISystemProbe system) => DeviceFinding.Nothing;

    /// <summary>What to know about it where it is ready.</summary>
    private protected virtual string Caveat => NotVerified;

    /// <summary>What holds it back on every machine; null where nothing does.</summary>
    private protected virtual string? Warning => null;

    internal sealed override ProviderStatus Probe(ISystemProbe system)
    {
        if (!Platforms.Any(p => p.Is(system)))
        {
            return ProviderStatus.Unavailable(
                $"{Title} exists on {List(Platforms)}; this is {system.Os} {system.Architecture}", "choose another provider");
        }

        if (UnlessCompiledIn(system, PackageRemedy) is { } notCompiledIn) return notCompiledIn;

        // All that is missing is said at once: nobody wants to install six things in six attempts.
        var reasons = new List<string>();
        var remedies = new List<string>();
        var missing = new List<string>();
        string[] absent = [.. ProviderLibraries.Select(name => system.Os == TargetOs.Windows ? $"onnxruntime_providers_{name}.dll" : $"libonnxruntime_providers_{name}.so").Where(file => !IsBesideRuntime(system, file))];
        if (absent.Length > 0)
        {
            string files = absent.Length == 1 ? $"{absent[0]} is" : $"{string.Join(" and ", absent)} are";
            Add($"{files} not beside ONNX Runtime (looked in {string.Join(", ", system.NativeLibraryFolders)})", PackageRemedy);
            missing.AddRange(absent);
        }

        RequiredLibrary[] libraries = [.. Libraries.Where(l => !l.IsFound(system))];
        if (libraries.Length > 0)
        {
            (string reason, string remedy) = MissingLibraries.Describe(system, libraries);
            Add(Versions is null ? reason : $"{reason}; ONNX Runtime {OnnxRuntimeRelease} needs {Versions}", remedy);
            missing.AddRange(libraries.Select(l => l.NameOn(system.Os)!));
        }

        if (system.Os == TargetOs.Linux && DeviceOn(system) is { } device && device.ProblemOn(system) is { } problem) Add(problem, device.Remedy);
        DeviceFinding finding = CheckDevice(system);
        if (finding.Reason is not null) Add(finding.Reason, finding.Remedy!);
        if (reasons.Count > 0) return ProviderStatus.Unavailable(string.Join("; ", reasons), string.Join("; ", remedies), missing);
        return ProviderStatus.Ready(Caveat, Warning is null ? finding.Caveats : [Warning, .. finding.Caveats]);

        void Add(string reason, string remedy)
        {
            reasons.Add(reason);
            // An old driver and a missing one ask for the same.
            if (!remedies.Exists(r => r.Contains(remedy, StringComparison.Ordinal))) remedies.Add(remedy);
        }
    }

    private static bool IsBesideRuntime(ISystemProbe system, string library)
    {
        foreach (string folder in system.NativeLibraryFolders)
        {
            if (system.FileExists(Path.Combine(folder, library))) return true;
        }

        return false;
    }

    private static string List(IReadOnlyList<ProviderPlatform> platforms) => platforms.Count == 1
        ? platforms[0].ToString()
        : $"{string.Join(", ", platforms.SkipLast(1))} and {platforms[^1]}";
}
