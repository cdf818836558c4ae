using EdgeInfer.Providers;

namespace EdgeInfer.Conformance.Tests;

/// <summary>The providers beside the CPU that can run on this machine.</summary>
internal static class Accelerators
{
    /// <summary>All that are ready; skips the running test, with every provider's reason, where none is.</summary>
    public static ExecutionProvider[] ReadyOrSkip()
    {
        IReadOnlyList<ProviderReport> reports = CapabilityRegistry.Current.Probe();
        ExecutionProvider[] ready = [.. reports.Where(static r => r.Status.IsReady && r.Provider.Name != "cpu").Select(static r => r.Provider)];
        Assert.SkipWhen(ready.Length == 0, "No provider but the CPU is ready: " + string.Join(" | ", reports.Select(static r => $"{r.Provider}: {r.Status}")));
        return ready;
    }

    /// <summary>A selection of this one provider; skips the running test where it is not ready.</summary>
    public static ProviderSelection RequireOrSkip(string name)
    {
        ProviderStatus status = CapabilityRegistry.Current.Probe().Single(r => r.Provider.Name == name).Status;
        Assert.SkipUnless(status.IsReady, $"Provider {name} is {status}. For WebGPU without a GPU: apt-get install chromium libvulkan1.");
        return ProviderSelection.Of(name);
    }
}
