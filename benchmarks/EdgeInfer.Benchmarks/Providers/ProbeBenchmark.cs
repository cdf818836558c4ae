using BenchmarkDotNet.Attributes;
using EdgeInfer.Providers;

namespace EdgeInfer.Benchmarks.Providers;

/// <summary>What it costs to look at this machine: once warm, as at every load of a model. The bar for all of it is 200 ms.</summary>
public class ProbeBenchmark
{
    [GlobalSetup]
    public void Load() => CapabilityRegistry.Current.Probe();

    [Benchmark(Baseline = true, Description = "all providers")]
    public int Providers() => CapabilityRegistry.Current.Probe().Count;

    [Benchmark(Description = "the machine: processor, memory, devices")]
    public int Devices() => CapabilityRegistry.Current.Machine.Gpus.Count;

    [Benchmark(Description = "processor, read anew")]
    public int Processor() => LinuxProcessor.Read(SystemFiles.Instance).PhysicalCores;

    [Benchmark(Description = "choice of providers for a model")]
    public int Choice() => CapabilityRegistry.Current.Rank(ProviderSelection.Auto, []).Count;
}
