using System.Globalization;

namespace EdgeInfer.Providers;

/// <summary>The keys and values of one provider while they are put together and checked.</summary>
internal sealed class OptionValues(string provider, IReadOnlyList<OptionKey> known)
{
    private const int MostSuggestions = 3;

    public Dictionary<string, string> Keys { get; } = new(StringComparer.Ordinal);

    public void Set(string key, string? value)
    {
        if (value is not null) Keys[key] = Check(key, value);
    }

    public void Set(string key, bool? value)
    {
        if (value is { } flag) Set(key, flag ? "1" : "0");
    }

    public void Set(string key, long? value)
    {
        if (value is { } number) Set(key, number.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A key from the escape hatch; it may repeat what a property says, not contradict it.</summary>
    public void SetExtra(string key, string? value)
    {
        if (value is null) throw Wrong(key, "expected a value, found none");
        string written = Check(key, value);
        if (Keys.TryGetValue(key, out string? present) && present != written)
            throw Wrong(key, $"it is '{present}' by its property and '{value}' in Extra; give it once");
        Keys[key] = written;
    }

    /// <summary>A value for a key that nobody has given.</summary>
    public void Default(string key, string value)
    {
        if (!Keys.ContainsKey(key)) Keys[key] = Check(key, value);
    }

    public bool Has(string key) => Keys.ContainsKey(key);

    /// <summary>Whether a flag is on.</summary>
    public bool IsOn(string key) => Keys.TryGetValue(key, out string? value) && value is "1" or "True" or "true";

    /// <summary>Whether a flag was given, and is off.</summary>
    public bool IsOff(string key) => Keys.TryGetValue(key, out string? value) && value is "0" or "False" or "false";

    /// <summary>Refuses options that compute in less precision than the model asks for, where that is what the policy forbids.</summary>
    public void RefuseForAccuracy(OptionContext context, params ReadOnlySpan<string> flags)
    {
        if (context.Policy != ProviderPolicy.Accuracy) return;
        foreach (string flag in flags)
        {
            if (IsOn(flag)) throw Wrong(flag, $"it computes in less precision than the model asks for, which policy {nameof(ProviderPolicy.Accuracy)} forbids; leave it out or choose another policy");
        }
    }

    /// <summary>Refuses one key without another that it has no meaning without.</summary>
    public void Require(string key, string needed)
    {
        if (Has(key) && !Has(needed)) throw Wrong(key, $"it needs {needed}, which is not given");
    }

    /// <summary>Refuses a flag that is on while one that it needs is not.</summary>
    public void RequireOn(string key, string needed)
    {
        if (IsOn(key) && !IsOn(needed)) throw Wrong(key, $"it needs {needed} to be on as well");
    }

    public ProviderOptionException Wrong(string key, string what) => new(
        Keys.TryGetValue(key, out string? value) ? $"Option {provider}.{key} = {value}: {what}." : $"Option {provider}.{key}: {what}.", provider, key);

    private string Check(string key, string value)
    {
        OptionKey found = known.FirstOrDefault(k => k.Name == key) ?? throw Unknown(key);
        if (found.Refusal is { } why) throw Wrong(key, why);
        return found.Read(value) ?? throw new ProviderOptionException($"Option {provider}.{key} = '{value}': expected {found.Expected}.", provider, key);
    }

    private ProviderOptionException Unknown(string key)
    {
        string[] near = NearestNames.Find(key, known.Select(static k => k.Name), MostSuggestions);
        // ONNX Runtime ignores some providers' unknown keys without a word.
        string remedy = near.Length > 0 ? $"did you mean {string.Join(" or ", near)}?" : $"it has {string.Join(", ", known.Select(static k => k.Name))}";
        return new ProviderOptionException($"Option {provider}.{key}: {provider} has no such option; {remedy}", provider, key);
    }
}
