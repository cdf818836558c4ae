using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// In this process: the benchmarks share one loaded ONNX Runtime, and BenchmarkDotNet 0.14 cannot build for .NET 10 itself.
// Machines are shared and noisy, so medians and ratios are what counts.
IConfig config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithIterationCount(15).WithWarmupCount(5).WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumn(StatisticColumn.Median, StatisticColumn.P90)
    .HideColumns(Column.Error, Column.StdDev)
    .WithOptions(ConfigOptions.DisableOptimizationsValidator);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
