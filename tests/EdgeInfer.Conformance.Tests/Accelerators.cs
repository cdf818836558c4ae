using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;

namespace EdgeInfer.Conformance.Tests;

/// <summary>The providers beside the CPU that can run on this machine.</summary>
internal static class Accelerators
{
    private static readonly Lazy<IReadOnlyList<(ExecutionProvider Provider, string? WhyNot)>> All = new(Examine);

    /// <summary>All that can run; skips the running test, with every provider's reason, where none can.</summary>
    public static ExecutionProvider[] ReadyOrSkip()
    {
        ExecutionProvider[] ready = [.. All.Value.Where(static p => p.WhyNot is null).Select(static p => p.Provider)];
        Assert.SkipWhen(ready.Length == 0, "No provider but the CPU can run here: " + string.Join(" | ", All.Value.Select(static p => $"{p.Provider}: {p.WhyNot}")));
        return ready;
    }

    /// <summary>A selection of this one provider; skips the running test where it cannot run.</summary>
    public static ProviderSelection RequireOrSkip(string name)
    {
        string? whyNot = All.Value.Single(p => p.Provider.Name == name).WhyNot;
        Assert.SkipWhen(whyNot is not null, $"{name}: {whyNot} Without a GPU, WebGPU runs on Debian's packages chromium and libvulkan1.");
        return ProviderSelection.Of(name);
    }

    private static List<(ExecutionProvider, string?)> Examine()
    {
        var providers = new List<(ExecutionProvider, string?)>();
        foreach (ProviderReport report in CapabilityRegistry.Current.Probe())
        {
            if (report.Provider.Name != "cpu") providers.Add((report.Provider, report.Status.IsReady ? WhyNoDevice(report.Provider) : report.Status.ToString()));
        }

        return providers;
    }

    /// <summary>A driver may be installed and find no device, or none that will do; only loading a model shows it.</summary>
    private static string? WhyNoDevice(ExecutionProvider provider)
    {
        try
        {
            ModelSession.Load(TestModel.Double("1"), "probe", new ModelSessionOptions { Providers = ProviderSelection.Of(provider.Name) }).Dispose();
            return null;
        }
        catch (ProviderUnavailableException e) when (e.Message.Contains("adapter", StringComparison.Ordinal) || e.Message.Contains("no CUDA-capable device", StringComparison.Ordinal))
        {
            return e.Message;
        }
    }
}
