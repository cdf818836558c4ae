namespace EdgeInfer.Providers;

/// <summary>Which execution providers may run a model: the registry's choice, one and no other, or an order of preference.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class ProviderSelection
{
    private readonly string[] _names;

    private ProviderSelection(string[] names) => _names = names;

    /// <summary>The registry chooses among the ready providers and says what it chose.</summary>
    public static ProviderSelection Auto { get; } = new([]);

    /// <summary>The CPU and nothing else.</summary>
    public static ProviderSelection Cpu { get; } = new(["cpu"]);

    /// <summary>True where the registry chooses.</summary>
    public bool IsAuto => _names.Length == 0;

    /// <summary>True where a single provider is named: it runs the model, or loading fails.</summary>
    public bool IsStrict => _names.Length == 1;

    /// <summary>Provider names in order of preference; empty for <see cref="Auto"/>.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>One name for that provider or an error, several for the first of them that works.</summary>
    /// <param name="names">Provider names, such as <c>cuda</c>, <c>cpu</c>.</param>
    /// <exception cref="ArgumentException">No name, an empty one, or the same one twice.</exception>
    public static ProviderSelection Of(params ReadOnlySpan<string> names)
    {
        var normalized = new string[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(names[i], nameof(names));
            normalized[i] = names[i].Trim().ToLowerInvariant();
            if (normalized.AsSpan(0, i).Contains(normalized[i]))
                throw new ArgumentException($"Provider '{normalized[i]}' is named twice.", nameof(names));
        }

        if (normalized.Length == 0) throw new ArgumentException("Name at least one provider, or use Auto.", nameof(names));
        return new ProviderSelection(normalized);
    }

    /// <summary>Reads <c>auto</c>, <c>cpu</c> or <c>cuda,webgpu,cpu</c>.</summary>
    /// <exception cref="ArgumentException">Empty, a name twice, or <c>auto</c> inside a list.</exception>
    public static ProviderSelection Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        if (text.Trim().Equals("auto", StringComparison.OrdinalIgnoreCase)) return Auto;
        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        if (Array.Exists(names, static n => n.Equals("auto", StringComparison.OrdinalIgnoreCase)))
            throw new ArgumentException($"'{text}': auto stands alone, not in a list.", nameof(text));
        return Of(names);
    }

    /// <inheritdoc/>
    public override string ToString() => IsAuto ? "auto" : string.Join(',', _names);
}
