using System.Text;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Conformance.Tests;

/// <summary>The ONNX backend test cases on every provider that is ready here, against the CPU.</summary>
public sealed class AcceleratorTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_ready_provider_agrees_with_the_CPU()
    {
        string root = ConformanceData.Root();
        IReadOnlyList<ProviderReport> reports = CapabilityRegistry.Current.Probe();
        ExecutionProvider[] ready = [.. reports.Where(static r => r.Status.IsReady && r.Provider.Name != "cpu").Select(static r => r.Provider)];
        Assert.SkipWhen(ready.Length == 0, "No provider but the CPU is ready: " + string.Join(" | ", reports.Select(static r => $"{r.Provider}: {r.Status}")));
        foreach (ExecutionProvider provider in ready)
        {
            var options = new ModelSessionOptions { Providers = ProviderSelection.Of(provider.Name), Threads = 1 };
            var clock = System.Diagnostics.Stopwatch.StartNew();
            int passed = 0;
            var failures = new StringBuilder();
            foreach (ConformanceCase @case in ConformanceCase.In(root, "node"))
            {
                if (BareRuntime.WhyItFails(@case, out List<(OnnxValue[], OnnxValue[])> runs) is not null) continue;
                long t0 = clock.ElapsedMilliseconds;
                if (CaseRunner.WhyItFails(@case, runs, options, new Tolerance(1e-3, 1e-3)) is { } failure) failures.AppendLine($"  {@case.Name}: {failure}");
                else passed++;
                if (clock.ElapsedMilliseconds - t0 > 300) output.WriteLine($"{@case.Name} {clock.ElapsedMilliseconds - t0} ms");
            }

            output.WriteLine($"{provider}: {passed} passed in {clock.Elapsed}");
            Assert.True(failures.Length == 0, $"{provider}:\n{failures}");
        }
    }
}
