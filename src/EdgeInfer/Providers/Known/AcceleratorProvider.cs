namespace EdgeInfer.Providers;

/// <summary>
/// A provider that needs more than ONNX Runtime itself. It states what, and the probe looks for it in the order in which the
/// answers help: a machine it exists on, a build that has it, its own library, the libraries that one links to, the device.
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

    /// <summary>Where it exists.</summary>
    private protected abstract ProviderPlatform[] Platforms { get; }

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

    /// <summary>Why no device of this machine will do, where more than a node must be looked at; null where one does.</summary>
    private protected virtual ProviderStatus? UnlessDevice(ISystemProbe system) => null;

    /// <summary>What to know about it where it is ready.</summary>
    private protected virtual string Caveat => NotVerified;

    internal sealed override ProviderStatus Probe(ISystemProbe system)
    {
        if (!Array.Exists(Platforms, p => p.Is(system)))
        {
            return ProviderStatus.Unavailable(
                $"{Title} exists on {List(Platforms)}; this is {system.Os} {system.Architecture}", "choose another provider");
        }

        if (UnlessCompiledIn(system, PackageRemedy) is { } notCompiledIn) return notCompiledIn;

        foreach (string name in ProviderLibraries)
        {
            string file = system.Os == TargetOs.Windows ? $"onnxruntime_providers_{name}.dll" : $"libonnxruntime_providers_{name}.so";
            if (!IsBesideRuntime(system, file))
            {
                return ProviderStatus.Unavailable(
                    $"{file} is not beside ONNX Runtime (looked in {string.Join(", ", system.NativeLibraryFolders)})", PackageRemedy);
            }
        }

        foreach (RequiredLibrary library in Libraries)
        {
            if (library.IsFound(system)) continue;
            string wanted = Versions is null ? "" : $"; ONNX Runtime {OnnxRuntimeRelease} needs {Versions}";
            return ProviderStatus.Unavailable($"{library.NameOn(system.Os)} cannot be loaded{wanted}", system.Os switch
            {
                TargetOs.Linux when library.NeedsPath => $"{library.Remedy}, and let LD_LIBRARY_PATH or ldconfig find it",
                TargetOs.Windows when library.NeedsPath => $"{library.Remedy}, and put its folder on PATH",
                _ => library.Remedy,
            });
        }

        if (system.Os == TargetOs.Linux && DeviceOn(system) is { } device && !device.IsFound(system))
            return ProviderStatus.Unavailable($"there is no {device.What} ({device})", device.Remedy);

        return UnlessDevice(system) ?? ProviderStatus.Ready(Caveat);
    }

    private static bool IsBesideRuntime(ISystemProbe system, string library)
    {
        foreach (string folder in system.NativeLibraryFolders)
        {
            if (system.FileExists(Path.Combine(folder, library))) return true;
        }

        return false;
    }

    private static string List(ProviderPlatform[] platforms) => platforms.Length == 1
        ? platforms[0].ToString()
        : $"{string.Join(", ", platforms.SkipLast(1))} and {platforms[^1]}";
}
