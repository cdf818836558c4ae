using EdgeInfer.Providers;

namespace EdgeInfer.PublicApi.Tests;

/// <summary>The tables of docs/providers.md, written from the provider classes.</summary>
internal static class ProviderTables
{
    /// <summary>By the name of the markers they stand between.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["facts"] = Table(
            "provider | exists on | brought by | runs on | computes in (likes **bold**) | free shapes | compiles for | calls at once",
            CapabilityRegistry.Current.Providers.Select(static p =>
                $"`{p.Name}` | {Platforms(p)} | {Package(p.Facts)} | {p.Facts.Device.ToString().ToUpperInvariant()} | {Precisions(p.Facts)} | {Shapes(p.Facts)} | {p.Facts.Compiling.ToString().ToLowerInvariant()} | {Calls(p)}")),
        ["defaults"] = Table("provider | policy | key and value", CapabilityRegistry.Current.Providers.SelectMany(Defaults)),
        ["keys"] = Table(
            "provider | keys",
            CapabilityRegistry.Current.Providers.Where(static p => p.DefaultOptions is not null).Select(static p => $"`{p.Name}` | {string.Join(", ", p.DefaultOptions!.KnownKeys.Select(static k => $"`{k}`"))}")),
    };

    private static string Table(string head, IEnumerable<string> rows) =>
        $"| {head} |\n|{string.Concat(head.Split('|').Select(static _ => " --- |"))}\n{string.Concat(rows.Select(static r => $"| {r} |\n"))}";

    private static string Platforms(ExecutionProvider provider) => provider.Platforms.All(static p => p.Architectures.Count == 0) ? "everywhere" : string.Join("; ", provider.Platforms);

    private static string Package(ProviderFacts facts) => string.Join(", ", ((string?[])[facts.Package is null ? null : $"`{facts.Package}`", facts.PackageNote]).Where(static t => t is not null));

    private static string Precisions(ProviderFacts facts) => string.Join(
        ", ",
        Enum.GetValues<ProviderPrecisions>().Where(p => p != ProviderPrecisions.None && facts.Computes.HasFlag(p)).Select(p => facts.Prefers.HasFlag(p) ? $"**{Name(p)}**" : Name(p)));

    private static string Name(ProviderPrecisions precision) => precision switch { ProviderPrecisions.Int8 => "int8 (QDQ)", ProviderPrecisions.TensorFloat32 => "TF32", _ => precision.ToString().ToLowerInvariant() };

    private static string Shapes(ProviderFacts facts) => facts.DynamicShapes switch { DynamicShapeSupport.Any => "any", DynamicShapeSupport.AtACost => "at a cost", _ => "fixed only" };

    private static string Calls(ExecutionProvider provider) => provider.Concurrency switch { ProviderConcurrency.Free => "any", ProviderConcurrency.OnePerSession => "one a session", _ => "one a process" };

    private static IEnumerable<string> Defaults(ExecutionProvider provider)
    {
        if (provider.DefaultOptions is not { } options) yield break;
        IReadOnlyDictionary<string, string> usual = options.ToKeys();
        if (usual.Count > 0) yield return $"`{provider.Name}` | any | {Keys(usual)}";
        foreach (ProviderPolicy policy in Enum.GetValues<ProviderPolicy>())
        {
            KeyValuePair<string, string>[] more = [.. options.ToKeys(policy).Where(k => usual.GetValueOrDefault(k.Key) != k.Value)];
            if (more.Length > 0) yield return $"`{provider.Name}` | {policy.ToString().ToLowerInvariant()} | {Keys(more)}";
        }

        string Keys(IEnumerable<KeyValuePair<string, string>> keys) =>
            string.Join(", ", keys.Select(k => $"`{k.Key}={(k.Value.StartsWith(ProviderCache.Root ?? "\0", StringComparison.Ordinal) ? $"<cache>/{provider.Name}/<model>" : k.Value)}`"));
    }
}
