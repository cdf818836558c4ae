using System.Diagnostics.Metrics;

namespace EdgeInfer.Sessions;

/// <summary>What sessions count, for <c>dotnet-counters</c>, OpenTelemetry and the like: meter <c>EdgeInfer</c>.</summary>
internal static class SessionMetrics
{
    private static readonly Meter Meter = new("EdgeInfer");

    private static readonly Counter<long> LoadFailures = Meter.CreateCounter<long>(
        "edgeinfer.provider.load_failures", "{failure}", "Ready providers that failed to load a model and were passed over.");

    private static readonly Counter<long> Failovers = Meter.CreateCounter<long>(
        "edgeinfer.provider.failovers", "{failover}", "Providers that failed while running and were replaced by another.");

    private static readonly Counter<long> Upgrades = Meter.CreateCounter<long>(
        "edgeinfer.provider.upgrades", "{upgrade}", "Sessions that went over to a provider prepared in the background.");

    public static void FailedToLoad(string provider) => LoadFailures.Add(1, new KeyValuePair<string, object?>("provider", provider));

    public static void Retired(string from, string to) =>
        Failovers.Add(1, new KeyValuePair<string, object?>("from", from), new KeyValuePair<string, object?>("to", to));

    public static void Upgraded(string from, string to) =>
        Upgrades.Add(1, new KeyValuePair<string, object?>("from", from), new KeyValuePair<string, object?>("to", to));
}
