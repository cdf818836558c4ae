using System.Globalization;
using System.Text;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using EdgeInfer.Providers;

namespace EdgeInfer.Benchmarks;

/// <summary>Writes what was measured into <c>benchmarks/results/</c> and, in short, between the README's markers.</summary>
internal static class ReadmeTable
{
    private const string Begin = "<!-- benchmarks -->";
    private const string End = "<!-- /benchmarks -->";

    public static void Write(IReadOnlyList<Summary> summaries, string repository)
    {
        string device = Machine.Describe(summaries[0]);
        string folder = Path.Combine(repository, "benchmarks", "results", Slug(device));
        Directory.CreateDirectory(folder);
        foreach (Summary summary in summaries)
        {
            var log = new AccumulationLogger();
            MarkdownExporter.GitHub.ExportToLog(summary, log);
            string name = summary.BenchmarksCases[0].Descriptor.Type.Name;
            File.WriteAllText(Path.Combine(folder, name + ".md"), log.GetLog().ReplaceLineEndings("\n").TrimEnd() + "\n");
        }

        string readme = Path.Combine(repository, "README.md");
        string text = File.ReadAllText(readme);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = text.IndexOf(End, StringComparison.Ordinal);
        File.WriteAllText(readme, text[..begin] + "\n" + Table(summaries, device) + text[end..]);
    }

    private static string Table(IReadOnlyList<Summary> summaries, string device)
    {
        var table = new StringBuilder();
        table.Append(CultureInfo.InvariantCulture,
            $"{device}, .NET {Environment.Version}, ONNX Runtime {CapabilityRegistry.OnnxRuntimeVersion}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}; one thread. Rerun: `./build.sh bench --update-readme`.\n\n");
        table.Append("| measured | median | × baseline | allocated per call |\n| --- | ---: | ---: | ---: |\n");
        foreach (Summary summary in summaries)
        {
            foreach (BenchmarkCase benchmark in summary.BenchmarksCases)
            {
                BenchmarkReport? report = summary[benchmark];
                if (report?.ResultStatistics is not { } statistics) continue;
                BenchmarkCase? baseline = summary.BenchmarksCases.FirstOrDefault(
                    b => b.Descriptor.Baseline && b.Parameters.DisplayInfo == benchmark.Parameters.DisplayInfo);
                double? ratio = baseline is null ? null : statistics.Median / summary[baseline]!.ResultStatistics!.Median;
                string model = benchmark.Parameters.Count > 0 ? $" ({Path.GetFileNameWithoutExtension($"{benchmark.Parameters[0].Value}")})" : "";
                table.Append(CultureInfo.InvariantCulture,
                    $"| {benchmark.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')}{model} | {statistics.Median / 1e6:0.000} ms | {(ratio is null ? "" : $"{ratio:0.00}")} | {report.GcStats.GetBytesAllocatedPerOperation(benchmark) ?? 0} B |\n");
            }
        }

        return table.ToString();
    }

    private static string Slug(string device)
    {
        var slug = new StringBuilder();
        foreach (char c in device.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }

        return slug.ToString().Trim('-');
    }
}
