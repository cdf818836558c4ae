using System.Globalization;
using System.Text;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using EdgeInfer.Benchmarks.Kernels;

namespace EdgeInfer.Benchmarks;

/// <summary>
/// <c>--filter kernels</c>: the kernels that decide a user's latency, beside OpenCV doing the same work and beside the floor, in
/// one run on one machine; writes <c>docs/benchmarks/kernels.md</c>.
/// </summary>
internal static class KernelReport
{
    public const string Filter = "kernels";

    private static readonly Type[] Benchmarks =
        [typeof(LetterboxBenchmark), typeof(YuvBenchmark), typeof(YuvConversionBenchmark), typeof(CenterCropBenchmark), typeof(YoloDecodeBenchmark), typeof(TextMapBenchmark), typeof(GallerySearchBenchmark)];

    /// <returns>The process's exit code. A bar that is not reached is reported, not an error: machines are noisy.</returns>
    public static int Run(IConfig config)
    {
        // Before and after ours; the better of the two counts, so that a busy moment does not flatter us.
        OpenCvPeers before = OpenCvPeers.Measure();
        Summary[] summaries = [.. Benchmarks.Select(type => BenchmarkRunner.Run(type, config))];
        OpenCvPeers peers = before.BestOf(OpenCvPeers.Measure());
        if (summaries.Any(static s => s.HasCriticalValidationErrors || s.Reports.Any(static r => !r.Success))) return 1;

        string path = Path.Combine(BenchmarkData.Repository, "docs", "benchmarks", "kernels.md");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string text = Write(new KernelTimes(summaries), peers, Machine.Describe(summaries[0]));
        File.WriteAllText(path, text);
        Console.WriteLine(text);
        return 0;
    }

    private static string Write(KernelTimes ours, OpenCvPeers peers, string machine)
    {
        var page = new StringBuilder();
        page.Append(string.Create(CultureInfo.InvariantCulture, $"""
            # Kernels, measured

            {machine}, .NET {Environment.Version}; {peers.Versions}. {TimeProvider.System.GetUtcNow():yyyy-MM-dd}, one thread each,
            medians. Written by `./build.sh bench --filter {Filter}`, which measures both sides in one run (OpenCV before and after,
            the better one counts). The machine is shared and noisy: the ratios are what matters. OpenCV's chains are the fastest
            of those in `benchmarks/opencv`, with buffers kept between calls, but driven from Python.

            | case | EdgeInfer | compared with | that takes | ratio | bar | reached | allocated |
            | --- | ---: | --- | ---: | ---: | --- | --- | ---: |

            """).ReplaceLineEndings("\n"));
        foreach (KernelBar bar in KernelBar.All) page.Append(bar.Row(ours, peers)).Append('\n');
        page.Append('\n').Append(Limits(ours)).Append(Details(ours, peers));
        return page.ToString();
    }

    private static string Limits(KernelTimes ours)
    {
        KernelTime converts = ours.Of(typeof(YuvConversionBenchmark), nameof(YuvConversionBenchmark.Convert));
        KernelTime rgb = ours.Of(typeof(YuvBenchmark), nameof(YuvBenchmark.Bilinear), "[Format=Rgb24]");
        KernelTime coldRgb = ours.Of(typeof(YuvBenchmark), nameof(YuvBenchmark.FromMemory), "[Format=Rgb24]");
        KernelTime coldNv12 = ours.Of(typeof(YuvBenchmark), nameof(YuvBenchmark.FromMemory), "[Format=Nv12]");
        return string.Create(CultureInfo.InvariantCulture, $"""
            **From NV12.** RGB's way, {KernelBar.Milliseconds(rgb.Milliseconds)}, is near the copy of the tensor: there is no room in it for the work that
            only NV12 has. Converting the 230,400 pixels that are shown, alone and from the first-level cache, takes {KernelBar.Milliseconds(converts.Milliseconds)};
            picking them from three planes instead of one comes on top. With each frame from memory instead of a cache, RGB takes
            {KernelBar.Milliseconds(coldRgb.Milliseconds)} and NV12, which has 1.4 MB to read in the rows in use instead of 2.1 MB, {KernelBar.Milliseconds(coldNv12.Milliseconds)}
            ({coldNv12.Milliseconds / coldRgb.Milliseconds:0.00}×).


            """).ReplaceLineEndings("\n");
    }

    private static string Details(KernelTimes ours, OpenCvPeers peers)
    {
        var list = new StringBuilder("## All that was measured\n\n| EdgeInfer | median | allocated |\n| --- | ---: | ---: |\n");
        foreach (KernelTime time in ours.All)
            list.Append(CultureInfo.InvariantCulture, $"| {time.Name} | {KernelBar.Milliseconds(time.Milliseconds)} | {time.AllocatedBytes} B |\n");
        list.Append("\n| OpenCV and numpy | median |\n| --- | ---: |\n");
        foreach ((string name, double milliseconds) in peers.All)
            list.Append(CultureInfo.InvariantCulture, $"| {name} | {KernelBar.Milliseconds(milliseconds)} |\n");
        return list.ToString();
    }
}
