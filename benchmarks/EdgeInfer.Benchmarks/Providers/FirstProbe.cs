using System.Diagnostics;
using System.Globalization;
using EdgeInfer.Providers;

namespace EdgeInfer.Benchmarks.Providers;

/// <summary>The first look at a machine happens once a process: each measurement is a process of its own.</summary>
internal static class FirstProbe
{
    public const string Filter = "first-probe";
    private const string Once = "first-probe-once";
    private const int Processes = 15;

    /// <returns>Null where the arguments ask for something else.</returns>
    public static int? Run(string[] args)
    {
        if (args is [Once])
        {
            // ONNX Runtime is loaded by everybody who runs a model; what the probe adds is what counts.
            long start = Stopwatch.GetTimestamp();
            _ = CapabilityRegistry.OnnxRuntimeVersion;
            TimeSpan runtime = Stopwatch.GetElapsedTime(start);
            start = Stopwatch.GetTimestamp();
            CapabilityRegistry.Current.Probe();
            TimeSpan probe = Stopwatch.GetElapsedTime(start);
            start = Stopwatch.GetTimestamp();
            _ = CapabilityRegistry.Current.Machine;
            TimeSpan machine = Stopwatch.GetElapsedTime(start);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{runtime.TotalMilliseconds:0.00} {probe.TotalMilliseconds:0.00} {machine.TotalMilliseconds:0.00}"));
            return 0;
        }

        if (args is not ["--filter", Filter]) return null;
        double[][] runs = [.. Enumerable.Range(0, Processes).Select(static _ => Measure())];
        string[] names = ["load ONNX Runtime", "all providers", "the machine"];
        for (int i = 0; i < names.Length; i++)
        {
            double[] times = [.. runs.Select(r => r[i]).Order()];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{names[i],-18} median {times[times.Length / 2],6:0.0} ms, from {times[0]:0.0} to {times[^1]:0.0} ms"));
        }

        return 0;
    }

    private static double[] Measure()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet") start.ArgumentList.Add(typeof(FirstProbe).Assembly.Location);
        start.ArgumentList.Add(Once);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. output.Split(' ').Select(static t => double.Parse(t, CultureInfo.InvariantCulture))];
    }
}
