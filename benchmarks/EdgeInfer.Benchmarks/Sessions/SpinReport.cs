using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Benchmarks.Sessions;

/// <summary>
/// <c>--filter spinning</c>: what it gains, and what it costs a camera's pictures at 30 a second, that threads wait for work in a
/// loop: never, for as long as the default lets them, or without end. Writes <c>docs/benchmarks/spinning.md</c>.
/// </summary>
internal static class SpinReport
{
    public const string Filter = "spinning";

    private const int Rounds = 12, CallsAtCameraRate = 10;
    private const double SliceMilliseconds = 60, CameraMilliseconds = 33.3, Quiet = 80;

    private static readonly ProviderPolicy[] Ways = [ProviderPolicy.Throughput, ProviderPolicy.Balanced, ProviderPolicy.Latency];

    public static int Run()
    {
        var page = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # Threads that spin, measured

            {Environment.ProcessorCount} processors, {RuntimeInformation.RuntimeIdentifier}, .NET {Environment.Version}, ONNX Runtime {CapabilityRegistry.OnnxRuntimeVersion}; {TimeProvider.System.GetUtcNow():yyyy-MM-dd}.
            Written by `./build.sh bench --filter {Filter}`: medians of {Rounds} rounds, in which the ways take turns. Time of a call in a row of
            calls, and processors in use while one call is made every {CameraMilliseconds} ms.

            | model | never | 0.5 ms (default) | without end | processors in use |
            | --- | ---: | ---: | ---: | ---: |

            """).ReplaceLineEndings("\n"));
        foreach (string model in (string[])["mnist", "mobilefacenet_112", "ultraface_rfb_320", "yolox_nano", "squeezenet1_1_int8_qdq"])
        {
            (double[] times, double[] processors) = Measure(BenchmarkData.TestData($"models/{model}.onnx"));
            page.Append(CultureInfo.InvariantCulture, $"| {model} | {times[0]:0.000} ms | {times[1]:0.000} ms | {times[2]:0.000} ms | {string.Join(" / ", processors.Select(static p => $"{100 * p:0}"))} % |\n");
        }

        File.WriteAllText(Path.Combine(BenchmarkData.Repository, "docs", "benchmarks", "spinning.md"), page.ToString());
        Console.WriteLine(page);
        return 0;
    }

    private static (double[] Milliseconds, double[] Processors) Measure(string model)
    {
        ModelSession[] sessions = [.. Ways.Select(policy => ModelSession.Load(model, new ModelSessionOptions { Providers = ProviderSelection.Cpu, Policy = policy, Tune = TuneOptions.Off }))];
        IoBinding[] bindings = [.. sessions.Select(static s => s.Rent())];
        List<double>[] times = [.. Ways.Select(static _ => new List<double>())], processors = [.. Ways.Select(static _ => new List<double>())];
        foreach (IoBinding binding in bindings)
        {
            binding.Input().AsSpan<float>().Fill(0.1f);
            for (int i = 0; i < 5; i++) binding.Run();
        }

        for (int round = 0; round < Rounds; round++)
        {
            for (int way = 0; way < Ways.Length; way++)
            {
                // The way before this one may still be spinning.
                Thread.Sleep(TimeSpan.FromMilliseconds(Quiet));
                for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalMilliseconds < SliceMilliseconds;) times[way].Add(Call(bindings[way]));
                Thread.Sleep(TimeSpan.FromMilliseconds(Quiet));
                processors[way].Add(InUseAtCameraRate(bindings[way]));
            }
        }

        foreach (IoBinding binding in bindings) binding.Dispose();
        foreach (ModelSession session in sessions) session.Dispose();
        return ([.. times.Select(Median.Of)], [.. processors.Select(Median.Of)]);
    }

    private static double InUseAtCameraRate(IoBinding binding)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < CallsAtCameraRate; i++)
        {
            double left = CameraMilliseconds - Call(binding);
            if (left > 0) Thread.Sleep(TimeSpan.FromMilliseconds(left));
        }

        return (Environment.CpuUsage.TotalTime - before) / Stopwatch.GetElapsedTime(start);
    }

    private static double Call(IoBinding binding)
    {
        long start = Stopwatch.GetTimestamp();
        binding.Run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
