using System.Runtime.InteropServices;
using BenchmarkDotNet.Portability.Cpu;
using BenchmarkDotNet.Reports;

namespace EdgeInfer.Benchmarks;

/// <summary>What was measured on.</summary>
internal static class Machine
{
    /// <summary>Processor, cores and runtime identifier.</summary>
    public static string Describe(Summary summary)
    {
        string processor = summary.HostEnvironmentInfo.CpuInfo.Value is { } cpu ? CpuInfoFormatter.Format(cpu) : RuntimeInformation.ProcessArchitecture.ToString();
        return string.Join(' ', processor.Split(',')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)) + $", {Environment.ProcessorCount} cores, {RuntimeInformation.RuntimeIdentifier}";
    }
}
