namespace EdgeInfer.Providers;

/// <summary>The providers of a registry that come from plug-in libraries.</summary>
/// <remarks>Thread-safe. Libraries are loaded when somebody first asks for what is not built in, and stay.</remarks>
internal sealed class PluginSet(ISystemProbe system, IPluginRuntime runtime, IReadOnlyList<ExecutionProvider> builtIn)
{
    private const string Suffix = "ExecutionProvider";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, PluginProvider[]> _byPath = [];
    private readonly HashSet<string> _names = [];
    private volatile PluginProvider[] _providers = [];
    private bool _searched;

    /// <summary>Those of the libraries loaded so far.</summary>
    public IReadOnlyList<PluginProvider> Loaded => _providers;

    /// <summary>Those of all libraries that are found.</summary>
    public IReadOnlyList<PluginProvider> All
    {
        get
        {
            lock (_gate)
            {
                if (_searched) return _providers;
                _searched = true;
                foreach (string path in PluginSearch.Find(system, runtime)) Load(path, null);
                return _providers;
            }
        }
    }

    /// <exception cref="ArgumentException">Another library has that name.</exception>
    public IReadOnlyList<PluginProvider> Register(string path, string? name)
    {
        lock (_gate) return Load(path, name);
    }

    private PluginProvider[] Load(string path, string? name)
    {
        // A library that failed is tried again: what it needs may have been installed meanwhile.
        if (_byPath.TryGetValue(path, out PluginProvider[]? known))
        {
            if (Array.TrueForAll(known, p => p.Probe(system).IsReady)) return known;
            foreach (PluginProvider failed in known) _names.Remove(failed.Name);
        }

        string registration = name ?? PluginSearch.NameOf(path);
        if (name is not null && known is null && _names.Contains(name)) throw new ArgumentException($"Another plug-in is already called '{name}'; choose another name.", nameof(name));
        PluginRegistration made = runtime.Register(registration, path);
        PluginProvider[] providers = made.Reason is null
            ? [.. made.Devices.Select(device => PluginProvider.Ready(Unique(ShortName(device, name, made.Devices)), path, device, BuiltIn(device)))]
            : [PluginProvider.Unavailable(Unique(registration), made.Reason, made.Remedy!)];
        _byPath[path] = providers;
        _providers = [.. _byPath.Values.SelectMany(static p => p)];
        return providers;
    }

    /// <summary>The name asked for, else ONNX Runtime's without what they all end in; with the kind of device where there are several.</summary>
    private string ShortName(EpDevice device, string? name, IReadOnlyList<EpDevice> all)
    {
        string ortName = device.OrtName.EndsWith(Suffix, StringComparison.Ordinal) ? device.OrtName[..^Suffix.Length] : device.OrtName;
        string shortName = name ?? BuiltIn(device)?.Name ?? (ortName.Length > 0 ? ortName.ToLowerInvariant() : "plugin");
        return all.Any(other => other.Kind != device.Kind) ? $"{shortName}-{device.Kind.ToString().ToLowerInvariant()}" : shortName;
    }

    private ExecutionProvider? BuiltIn(EpDevice device) => builtIn.FirstOrDefault(p => p.OrtName == device.OrtName);

    private string Unique(string name)
    {
        // What ONNX Runtime was built with keeps its name; the name of what it was built without is the plug-in's.
        if (builtIn.Any(p => p.Name == name && system.CompiledProviders.Contains(p.OrtName))) name += "-plugin";
        string unique = name;
        for (int i = 2; !_names.Add(unique); i++) unique = $"{name}-{i}";
        return unique;
    }
}
