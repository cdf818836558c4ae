using System.Diagnostics;
using System.Text.Json;

namespace EdgeInfer.Benchmarks;

/// <summary>The same work in OpenCV, as <c>benchmarks/opencv/kernels.py</c> measures it.</summary>
/// <param name="Versions">Of OpenCV and numpy, or why there are none.</param>
/// <param name="Groups">Median milliseconds by group and chain; empty where OpenCV is not installed.</param>
internal sealed record OpenCvPeers(string Versions, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Groups)
{
    /// <summary>All chains, for people.</summary>
    public IEnumerable<(string Name, double Milliseconds)> All =>
        Groups.SelectMany(static group => group.Value.Select(chain => ($"{group.Key}: {chain.Key}", chain.Value)));

    public static OpenCvPeers Measure()
    {
        string script = Path.Combine(BenchmarkData.Repository, "benchmarks", "opencv", "kernels.py");
        Console.WriteLine("measuring OpenCV ...");
        string problem = "";
        // Debian's python3-opencv belongs to the system's Python, which need not be the first on the path.
        foreach (string python in (string[])["/usr/bin/python3", "python3", "python"])
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo(python, [script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
                Task<string> error = process.StandardError.ReadToEndAsync();
                string output = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0) return Parse(output);
                if (problem.Length == 0) problem = error.Result.Trim().Split('\n')[^1];
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // There is no such Python.
            }
        }

        string reason = problem.Length > 0 ? problem : "there is no Python";
        Console.WriteLine($"OpenCV is left out ({reason}); on Debian: apt-get install python3-opencv python3-pil python3-pyclipper");
        return new OpenCvPeers($"OpenCV not measured: {reason}", new Dictionary<string, IReadOnlyDictionary<string, double>>());
    }

    /// <summary>The shorter time of two measurements, chain by chain.</summary>
    public OpenCvPeers BestOf(OpenCvPeers other) => this with
    {
        Groups = Groups.ToDictionary(
            static group => group.Key,
            group => (IReadOnlyDictionary<string, double>)group.Value.ToDictionary(
                static chain => chain.Key,
                chain => Math.Min(chain.Value, other.Groups.TryGetValue(group.Key, out IReadOnlyDictionary<string, double>? chains) ? chains[chain.Key] : chain.Value))),
    };

    /// <summary>The fastest of some chains; null where OpenCV was not measured.</summary>
    /// <param name="group">A group of <c>kernels.py</c>.</param>
    /// <param name="counts">Which of its chains count, by name.</param>
    public double? Fastest(string group, Func<string, bool> counts) => Groups.TryGetValue(group, out IReadOnlyDictionary<string, double>? chains)
        ? chains.Where(chain => counts(chain.Key)).Min(static chain => chain.Value)
        : null;

    private static OpenCvPeers Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        return new OpenCvPeers(
            root.GetProperty("versions").GetString()!,
            root.GetProperty("milliseconds").EnumerateObject().ToDictionary(
                static group => group.Name,
                static group => (IReadOnlyDictionary<string, double>)group.Value.EnumerateObject().ToDictionary(static chain => chain.Name, static chain => chain.Value.GetDouble())));
    }
}
