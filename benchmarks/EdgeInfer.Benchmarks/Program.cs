using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using EdgeInfer.Benchmarks;
using EdgeInfer.Benchmarks.EndToEnd;
using EdgeInfer.Benchmarks.Providers;
using EdgeInfer.Benchmarks.Sessions;
using Perfolizer.Horology;

// In this process: the benchmarks share one loaded ONNX Runtime, and BenchmarkDotNet 0.14 cannot build for .NET 10 itself.
// Machines are shared and noisy, so medians and ratios are what counts.
IConfig config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithIterationCount(15).WithWarmupCount(5).WithIterationTime(TimeInterval.FromMilliseconds(150)).WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumn(StatisticColumn.Median, StatisticColumn.P90)
    .HideColumns(Column.Error, Column.StdDev)
    .WithOptions(ConfigOptions.DisableOptimizationsValidator);

if (FirstProbe.Run(args) is { } exitCode) return exitCode;
if (args is ["--filter", KernelReport.Filter]) return KernelReport.Run(config);
if (args is ["--filter", SpinReport.Filter]) return SpinReport.Run();
if (args is ["--filter", OcrReport.Filter]) return OcrReport.Run();
if (args is ["--filter", TaskReport.Filter]) return TaskReport.Run();
if (args is ["--filter", TuneReport.Filter, ..]) return TuneReport.Run(args.ElementAtOrDefault(2));

// --update-readme runs what the README shows and writes it there.
string[] shown =
[
    "--filter", "*SessionOverhead*", "*DetectorBenchmark*", "*LetterboxBenchmark.Copy", "*LetterboxBenchmark.Bilinear",
    "*LetterboxBenchmark.AwkwardBilinear", "*LetterboxBenchmark.Antialiased",
];
bool updateReadme = args.Contains("--update-readme");
string[] selected = updateReadme ? shown : args;
Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(selected, config)];
if (updateReadme) ReadmeTable.Write(summaries, BenchmarkData.Repository);
return summaries.Any(static s => s.HasCriticalValidationErrors || s.Reports.Any(static r => !r.Success)) ? 1 : 0;
