using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Benchmarks.Sessions;

/// <summary>
/// <c>--filter tune</c>: how often tuning picks the fastest way. Tunes again and again, and in between times every way there is
/// for much longer; writes <c>docs/benchmarks/tune.md</c>.
/// </summary>
internal static class TuneReport
{
    public const string Filter = "tune";

    private const int DefaultRepeats = 20;
    private const double CloseEnough = 1.05;

    /// <param name="repeats">Times that each model is tuned; null for the usual number.</param>
    /// <returns>The process's exit code. A bar that is not reached is reported, not an error: machines are noisy.</returns>
    public static int Run(string? repeats)
    {
        int times = repeats is null ? DefaultRepeats : int.Parse(repeats, CultureInfo.InvariantCulture);
        List<TunePicks> all = [];
        foreach (string model in (string[])[BenchmarkData.CodesModel, BenchmarkData.TestData("models/mnist.onnx"), BenchmarkData.TestData("models/squeezenet1_1_int8_qdq.onnx"), BenchmarkData.TestData("models/yolox_nano.onnx")])
            all.Add(TunePicks.Collect(model, times));

        string path = Path.Combine(BenchmarkData.Repository, "docs", "benchmarks", "tune.md");
        string text = Write(all, times);
        File.WriteAllText(path, text);
        Console.WriteLine(text);
        return 0;
    }

    private static string Write(List<TunePicks> all, int times)
    {
        int right = all.Sum(static p => p.Regrets.Count(static r => r <= CloseEnough)), picks = all.Sum(static p => p.Regrets.Count);
        var page = new StringBuilder();
        page.Append(string.Create(CultureInfo.InvariantCulture, $"""
            # Tuning, measured

            {Environment.ProcessorCount} processors, {RuntimeInformation.RuntimeIdentifier}, .NET {Environment.Version}, ONNX Runtime {CapabilityRegistry.OnnxRuntimeVersion}; {TimeProvider.System.GetUtcNow():yyyy-MM-dd}.
            Written by `./build.sh bench --filter {Filter}`: each model is tuned {times} times with a budget of {new TuneOptions().Budget.TotalSeconds:0} s, and after each time every way
            there is on this machine is timed for {TunePicks.TruthSeconds:0} s more, in turns. A pick is right where the long measurement has it within 5 % of the
            fastest. Both see the same machine, and whatever else it does; times are what one in ten slices of about 10 ms goes below.

            **{right} of {picks} picks ({100.0 * right / picks:0.0} %) are within 5 % of the truly fastest; the bar is 95 %{(right >= 0.95 * picks ? "" : ", which is not reached")}.**

            | model | right | worst pick | tuning took | others used |
            | --- | ---: | ---: | ---: | ---: |

            """).ReplaceLineEndings("\n"));
        foreach (TunePicks picked in all)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"| {picked.Model} | {picked.Regrets.Count(static r => r <= CloseEnough)} of {picked.Regrets.Count} | {100 * (picked.Regrets.Max() - 1):0.0} % slower | {picked.Elapsed.TotalSeconds:0.0} s | {100 * picked.OtherWork:0} % |\n");
        }

        page.Append("\n\"Tuning took\" is the median; \"others used\" is the part of all processors that other programs kept busy meanwhile.\n");
        foreach (TunePicks picked in all)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {picked.Model}\n\n| way | time | picked |\n| --- | ---: | ---: |\n");
            foreach ((TrialSettings settings, double milliseconds, int count) in picked.Ways)
                page.Append(CultureInfo.InvariantCulture, $"| {settings} | {milliseconds:0.000} ms | {count} |\n");
        }

        return page.ToString();
    }
}
