using System.Text;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Conformance.Tests;

/// <summary>
/// The ONNX backend test cases on the CPU: whatever bare ONNX Runtime gets right, a <see cref="ModelSession"/> gets right
/// too, bit for bit as the bare runtime does.
/// </summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    private static readonly ModelSessionOptions Cpu = new() { Providers = ProviderSelection.Cpu, Threads = 1 };

    [Theory]
    [InlineData("node", 870)]
    [InlineData("simple", 14)]
    [InlineData("pytorch-operator", 22)]
    [InlineData("pytorch-converted", 55)]
    public void What_bare_ONNX_Runtime_gets_right_a_session_gets_right(string suite, int atLeast)
    {
        int passed = 0;
        var notBare = new List<string>();
        var failures = new StringBuilder();
        foreach (ConformanceCase @case in ConformanceCase.In(ConformanceData.Root(), suite))
        {
            if (BareRuntime.WhyItFails(@case, out List<(OnnxValue[], OnnxValue[])> runs) is { } reason) notBare.Add($"  {@case.Name}: {reason}");
            else if (CaseRunner.WhyItFails(@case, runs, Cpu, Tolerance.Exact, leases: 2) is { } failure) failures.AppendLine($"  {@case.Name}: {failure}");
            else passed++;
        }

        output.WriteLine(
            $"{suite}: {passed} cases passed; {notBare.Count} left out, as bare ONNX Runtime {OrtEnv.Instance().GetVersionString()} does not pass them:\n{string.Join('\n', notBare)}");
        Assert.True(failures.Length == 0, $"Bare ONNX Runtime passes these, ModelSession does not:\n{failures}");
        Assert.True(passed >= atLeast, $"only {passed} cases passed, expected {atLeast} or more");
    }
}
