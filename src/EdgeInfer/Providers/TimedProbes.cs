using System.Globalization;

namespace EdgeInfer.Providers;

/// <summary>Asks providers whether they can run, all at once, and takes no answer for an answer.</summary>
/// <param name="system">The machine they look at.</param>
/// <param name="limit">How long to wait for one.</param>
internal sealed class TimedProbes(ISystemProbe system, TimeSpan limit)
{
    private readonly Lock _gate = new();

    // Those under way: a provider whose driver hangs is not asked a second time, each time with another thread.
    private readonly Dictionary<ExecutionProvider, TimedCall<ProviderStatus>> _calls = [];

    /// <summary>Long enough for a driver that must wake its device, short enough for somebody who waits for a program to start.</summary>
    public static TimeSpan DefaultLimit { get; } = TimeSpan.FromSeconds(2);

    public ProviderStatus Ask(ExecutionProvider provider) => Answer(provider, Start(provider));

    /// <returns>A status for each provider, in their order.</returns>
    public ProviderStatus[] Ask(IReadOnlyList<ExecutionProvider> providers)
    {
        TimedCall<ProviderStatus>?[] calls = [.. providers.Select(Start)];
        return [.. providers.Zip(calls, Answer)];
    }

    private TimedCall<ProviderStatus>? Start(ExecutionProvider provider)
    {
        // It has no driver, and must not be refused because a machine is so busy that a thread starts late.
        if (provider is CpuProvider) return null;
        lock (_gate)
        {
            if (!_calls.TryGetValue(provider, out TimedCall<ProviderStatus>? call) || call.IsDone)
                _calls[provider] = call = new TimedCall<ProviderStatus>(provider.Name, () => provider.Probe(system));
            return call;
        }
    }

    private ProviderStatus Answer(ExecutionProvider provider, TimedCall<ProviderStatus>? call)
    {
        try
        {
            if (call is null) return provider.Probe(system);
            return call.TryGet(limit, out ProviderStatus? status)
                ? status!
                : ProviderStatus.Unavailable(
                    string.Create(CultureInfo.InvariantCulture, $"the probe got no answer from the driver or libraries of its device ({provider.Hardware}) within {limit.TotalSeconds:0.#} s"),
                    "ask again in a moment, since a sleeping device may take longer; if it stays so, restart the machine or reinstall the device's driver");
        }
#pragma warning disable CA1031 // Probing never throws: what a provider or driver does wrong is its status.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return ProviderStatus.Unavailable($"the probe failed: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}", "choose another provider, and report this");
        }
    }
}
