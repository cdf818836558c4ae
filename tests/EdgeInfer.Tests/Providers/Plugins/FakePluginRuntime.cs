using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>An ONNX Runtime that loads made-up libraries.</summary>
internal sealed class FakePluginRuntime : IPluginRuntime
{
    /// <summary>What each library offers, or why it does not load.</summary>
    public Dictionary<string, PluginRegistration> Libraries { get; init; } = [];

    /// <summary>Every call to register one, in order.</summary>
    public List<(string Name, string Path)> Calls { get; } = [];

    public IReadOnlyList<EpDevice> Devices => [.. Calls.Select(c => c.Path).Distinct().SelectMany(path => Libraries[path].Devices)];

    public bool IsPlugin(string path) => Libraries.ContainsKey(path);

    public PluginRegistration Register(string name, string path)
    {
        Calls.Add((name, path));
        return Libraries.GetValueOrDefault(path) ?? PluginRegistration.Failed($"{path} does not exist", "check the path");
    }
}
