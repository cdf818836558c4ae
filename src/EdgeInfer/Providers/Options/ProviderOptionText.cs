namespace EdgeInfer.Providers;

/// <summary>Reads provider options as a command line or a configuration file writes them.</summary>
public static class ProviderOptionText
{
    /// <summary>Reads lines such as <c>cuda.device_id=1</c>: a provider, one of ONNX Runtime's keys for it, its value.</summary>
    /// <param name="settings">In any order; all of one provider become one set of options.</param>
    /// <exception cref="ProviderOptionException">Not of that form, an unknown provider or key, a value out of range, or a key twice.</exception>
    public static IReadOnlyList<ProviderOptions> Parse(IEnumerable<string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var extras = new Dictionary<string, (ProviderOptions Options, Dictionary<string, string> Keys)>();
        foreach (string setting in settings)
        {
            int dot = setting.IndexOf('.'), equals = setting.IndexOf('=');
            if (dot < 1 || equals <= dot + 1)
                throw new ProviderOptionException($"'{setting}': expected PROVIDER.KEY=VALUE, such as cuda.device_id=1.", "", setting);
            string name = setting[..dot].Trim(), key = setting[(dot + 1)..equals].Trim(), value = setting[(equals + 1)..].Trim();
            ExecutionProvider provider = CapabilityRegistry.Current.Find(name) ?? throw Unknown(setting, name, key);
            if (provider.DefaultOptions is not { } options) throw new ProviderOptionException($"'{setting}': provider {provider.Name} has no options.", provider.Name, key);
            if (!extras.TryGetValue(provider.Name, out (ProviderOptions Options, Dictionary<string, string> Keys) entry)) extras.Add(provider.Name, entry = (options, []));
            if (!entry.Keys.TryAdd(key, value)) throw new ProviderOptionException($"'{setting}': {name}.{key} is given twice.", provider.Name, key);
        }

        ProviderOptions[] read = [.. extras.Values.Select(static e => e.Options with { Extra = e.Keys })];
        foreach (ProviderOptions options in read) options.ToKeys();
        return read;
    }

    private static ProviderOptionException Unknown(string setting, string name, string key)
    {
        string[] known = [.. CapabilityRegistry.Current.Providers.Select(static p => p.Name)];
        string[] near = NearestNames.Find(name, known, 2);
        return new($"'{setting}': '{name}' is not a provider; {(near.Length > 0 ? $"did you mean {string.Join(" or ", near)}?" : $"choose one of {string.Join(", ", known)}.")}", name, key);
    }
}
