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
            string[] times =
            [
                Time(static () => _ = CapabilityRegistry.OnnxRuntimeVersion),
                Time(static () => CapabilityRegistry.Current.Probe()),
                Time(static () => _ = CapabilityRegistry.Current.Machine),
            ];
            Console.WriteLine(string.Join(' ', times));
            return 0;
        }

        if (args is not ["--filter", Filter]) return null;
        double[][] runs = [.. Enumerable.Range(0, Processes).Select(static _ => Measure())];
        string[] names = ["load ONNX Runtime", "all providers", "the machine"];
        for (int i = 0; i < names.Length; i++)
        {
            double[] wall = [.. runs.Select(r => r[2 * i]).Order()], cpu = [.. runs.Select(r => r[2 * i + 1]).Order()];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{names[i],-18} median {wall[wall.Length / 2],6:0.0} ms, from {wall[0]:0.0} to {wall[^1]:0.0} ms; processor time {cpu[cpu.Length / 2]:0.0} ms"));
        }

        return 0;
    }

    /// <summary>Time on the clock and, since machines are shared, time of processors, both in milliseconds.</summary>
    private static string Time(Action action)
    {
        TimeSpan busy = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        action();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        return string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalMilliseconds:0.00} {(Environment.CpuUsage.TotalTime - busy).TotalMilliseconds:0.00}");
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
