using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace EdgeInfer.Benchmarks;

/// <summary>Our benchmarks' results by class, method and parameters.</summary>
internal sealed class KernelTimes
{
    private readonly Dictionary<(string, string, string), KernelTime> _times = [];

    public KernelTimes(IEnumerable<Summary> summaries)
    {
        foreach (Summary summary in summaries)
        {
            foreach (BenchmarkCase benchmark in summary.BenchmarksCases)
            {
                BenchmarkReport report = summary[benchmark]!;
                string type = benchmark.Descriptor.Type.Name, parameters = benchmark.Parameters.DisplayInfo;
                string name = $"{type.Replace("Benchmark", "", StringComparison.Ordinal)}: {benchmark.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')} {parameters}".TrimEnd();
                _times.Add(
                    (type, benchmark.Descriptor.WorkloadMethod.Name, parameters),
                    new KernelTime(name, report.ResultStatistics!.Median / 1e6, report.GcStats.GetBytesAllocatedPerOperation(benchmark) ?? 0));
            }
        }
    }

    /// <summary>In the order in which they were measured.</summary>
    public IEnumerable<KernelTime> All => _times.Values;

    /// <param name="type">The benchmark's class.</param>
    /// <param name="method">Its method.</param>
    /// <param name="parameters">As BenchmarkDotNet shows them, such as <c>[Threads=1]</c>; empty where it has none.</param>
    public KernelTime Of(Type type, string method, string parameters = "") => _times[(type.Name, method, parameters)];
}
