using System.Text;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Conformance.Tests;

/// <summary>The ONNX backend test cases on every provider that is ready here, against the CPU.</summary>
public sealed class AcceleratorTests(ITestOutputHelper output)
{
    private const int AtLeast = 730;

    [Fact]
    public void Every_ready_provider_agrees_with_the_CPU()
    {
        string root = ConformanceData.Root();
        foreach (ExecutionProvider provider in Accelerators.ReadyOrSkip())
        {
            ProviderExpectations expectations = ProviderExpectations.Of(provider.Name);
            var options = new ModelSessionOptions { Providers = ProviderSelection.Of(provider.Name), Threads = 1 };
            int passed = 0;
            var excused = new StringBuilder();
            var failures = new StringBuilder();
            foreach (ConformanceCase @case in ConformanceCase.In(root, "node"))
            {
                // A shader is compiled for every node of every case; the expansions would double the time and show nothing new.
                if (@case.IsExpansion) continue;
                if (BareRuntime.WhyItFails(@case, out List<(OnnxValue[], OnnxValue[])> runs) is not null) continue;
                if (CaseRunner.WhyItFails(@case, runs, options, expectations.Tolerance, leases: 1) is not { } failure) passed++;
                else if (expectations.Excuse(failure) is { } reason) excused.AppendLine($"  {@case.Name}: {reason}");
                else failures.AppendLine($"  {@case.Name}: {failure}");
            }

            output.WriteLine($"{provider}: {passed} cases within {expectations.Tolerance}, as {expectations.Why}; refused by the provider:\n{excused}");
            Assert.True(failures.Length == 0, $"The CPU passes these, {provider} does not:\n{failures}");
            Assert.True(passed >= AtLeast, $"only {passed} cases passed, expected {AtLeast} or more");
        }
    }
}
