using System.Collections.ObjectModel;

namespace EdgeInfer.Providers;

/// <summary>How one execution provider is set up. A property that is null leaves the choice to ONNX Runtime.</summary>
/// <remarks>
/// Immutable and thread-safe. Values are checked when a model is loaded with them, before any provider is tried.
/// Properties and their defaults are ONNX Runtime's (https://onnxruntime.ai/docs/execution-providers), where nothing else is said.
/// </remarks>
public abstract record ProviderOptions
{
    private protected ProviderOptions()
    {
    }

    /// <summary>Short name of the provider these are for: <c>cuda</c>, <c>openvino</c>.</summary>
    public abstract string Provider { get; }

    /// <summary>
    /// Escape hatch: ONNX Runtime's own keys and values. Keys and values are checked against what ONNX Runtime 1.29 knows,
    /// because it ignores some unknown ones without a word; default none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Extra { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Every key of ONNX Runtime's that these options may set.</summary>
    public IEnumerable<string> KnownKeys => Known.Where(static k => k.Refusal is null).Select(static k => k.Name);

    private protected abstract IReadOnlyList<OptionKey> Known { get; }

    /// <summary>The keys and values that ONNX Runtime will be given, defaults of ours included.</summary>
    /// <param name="policy">What the model is to be run for; default <see cref="ProviderPolicy.Balanced"/>.</param>
    /// <remarks>Folders of caches get one more level for each model when it is loaded; nothing is written here.</remarks>
    /// <exception cref="ProviderOptionException">An option is unknown, out of range, or contradicts another one or the policy.</exception>
    public IReadOnlyDictionary<string, string> ToKeys(ProviderPolicy policy = ProviderPolicy.Balanced) => Resolve(OptionContext.Of(policy));

    internal Dictionary<string, string> Resolve(OptionContext context)
    {
        var values = new OptionValues(Provider, Known);
        Write(values);
        ArgumentNullException.ThrowIfNull(Extra);
        foreach ((string key, string value) in Extra) values.SetExtra(key, value);
        AddDefaults(values, context);
        Check(values, context);
        return values.Keys;
    }

    /// <summary>Writes the properties that are set.</summary>
    private protected abstract void Write(OptionValues values);

    /// <summary>Writes what we want otherwise than ONNX Runtime, where nobody has given it.</summary>
    private protected virtual void AddDefaults(OptionValues values, OptionContext context)
    {
    }

    /// <summary>Refuses what contradicts itself, the policy or the model.</summary>
    private protected virtual void Check(OptionValues values, OptionContext context)
    {
    }
}
