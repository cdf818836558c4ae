using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>One of ONNX Runtime's execution providers: what it is called, where it runs and what it needs.</summary>
/// <remarks>Immutable and thread-safe. To add one, derive a class and list it in <see cref="CapabilityRegistry"/>.</remarks>
public abstract class ExecutionProvider
{
    private const string SessionEntryPrefix = "ep.";

    private protected ExecutionProvider()
    {
    }

    /// <summary>Short name on the command line and in reports: <c>cpu</c>, <c>cuda</c>, <c>webgpu</c>.</summary>
    public abstract string Name { get; }

    /// <summary>ONNX Runtime's own name, such as <c>CUDAExecutionProvider</c>.</summary>
    public abstract string OrtName { get; }

    /// <summary>What it runs on, in a few words.</summary>
    public abstract string Hardware { get; }

    /// <summary>Where it exists.</summary>
    public abstract IReadOnlyList<ProviderPlatform> Platforms { get; }

    /// <summary>What brings it, what it computes in, what it makes of free shapes, how long it compiles.</summary>
    public abstract ProviderFacts Facts { get; }

    /// <summary>Its options, all at their defaults; null where it takes none.</summary>
    public virtual ProviderOptions? DefaultOptions => null;

    /// <summary>How many inferences may run at once.</summary>
    public abstract ProviderConcurrency Concurrency { get; }

    /// <summary>
    /// False where the authors had no such hardware: everything but the run itself is tested, and reports say so.
    /// </summary>
    public abstract bool IsVerifiedOnHardware { get; }

    /// <summary>
    /// Whether <c>auto</c> may choose it unasked. False while nothing shows that it beats the CPU on the machine at hand.
    /// </summary>
    internal abstract bool IsAutomatic { get; }

    /// <summary>
    /// Whether it reads and writes the host's memory in place. False where data is copied to a device: ONNX Runtime then
    /// copies an input when it is bound, and checks only the size of an output it copies back.
    /// </summary>
    internal abstract bool UsesHostMemory { get; }

    /// <summary>Looks at the machine; loads no model and never throws.</summary>
    internal abstract ProviderStatus Probe(ISystemProbe system);

    /// <summary>Whether what it would run on here is known to be slower than the CPU; null where not, else the words for it.</summary>
    internal virtual string? WhySlowHere(ISystemProbe system) => null;

    /// <summary>Adds the provider to the options of a session about to be created.</summary>
    /// <param name="options">The session's options.</param>
    /// <param name="keys">ONNX Runtime's keys and their values, checked; empty where it takes none.</param>
    private protected abstract void Add(SessionOptions options, Dictionary<string, string> keys);

    /// <summary>Adds the provider with the options that were given for it, and its own defaults for the rest.</summary>
    /// <exception cref="ArgumentException">An option is out of range, unknown, or contradicts another one, the policy or the model.</exception>
    internal void Append(SessionOptions options, ProviderOptions? given = null, OptionContext? context = null)
    {
        ProviderOptions? settings = given ?? DefaultOptions;
        Debug.Assert(settings is null || settings.Provider == Name);
        Dictionary<string, string> keys = settings is null ? [] : settings.Resolve(context ?? OptionContext.Default);
        // Some of a provider's options are entries of the session.
        foreach (string entry in keys.Keys.Where(static k => k.StartsWith(SessionEntryPrefix, StringComparison.Ordinal)).ToArray())
        {
            options.AddSessionConfigEntry(entry, keys[entry]);
            keys.Remove(entry);
        }

        Add(options, keys);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The status of a provider that is not compiled into the loaded ONNX Runtime, or null where it is.</summary>
    private protected ProviderStatus? UnlessCompiledIn(ISystemProbe system, string remedy)
    {
        IReadOnlyList<string> compiled = system.CompiledProviders;
        foreach (string name in compiled)
        {
            if (name == OrtName) return null;
        }

        return ProviderStatus.Unavailable(
            $"the loaded ONNX Runtime was built without {OrtName} (it has {string.Join(", ", compiled)})", remedy);
    }
}
