using System.Globalization;
using EdgeInfer.Benchmarks.Kernels;

namespace EdgeInfer.Benchmarks;

/// <summary>What a kernel has to reach: our time at most <paramref name="Factor"/> times the other.</summary>
/// <param name="Case">The work.</param>
/// <param name="Ours">Our time.</param>
/// <param name="Peer">What it is compared with.</param>
/// <param name="Other">That time in milliseconds; null where it could not be measured.</param>
/// <param name="Factor">The bar.</param>
/// <param name="Bar">The bar as people say it.</param>
internal sealed record KernelBar(
    string Case, Func<KernelTimes, KernelTime> Ours, string Peer, Func<KernelTimes, OpenCvPeers, double?> Other, double Factor, string Bar)
{
    private const string Letterbox = "1920×1080 RGB → 640×640 letterbox, bilinear, /255, NCHW float32";
    private const string Awkward = "1917×1075 RGB → the same tensor";

    public static readonly KernelBar[] All =
    [
        new(Letterbox, HdRgb, "OpenCV's best chain", static (_, peers) => peers.Fastest("letterbox", IsSeparateSteps), 1 / 2.0, "≥ 2× faster"),
        new(Letterbox, HdRgb, "resize, pad, blobFromImage", static (_, peers) => peers.Fastest("letterbox", IsBlob), 1 / 8.0, "≥ 8× faster"),
        new(Letterbox, HdRgb, "copy of the 4.9 MB tensor", static (ours, _) => ours.Of(typeof(LetterboxBenchmark), nameof(LetterboxBenchmark.Copy)).Milliseconds, 3, "≤ 3×"),
        new(Awkward, AwkwardRgb, "OpenCV's best chain", static (_, peers) => peers.Fastest("letterbox 1917×1075", IsSeparateSteps), 1 / 2.0, "≥ 2× faster"),
        new("1920×1080 NV12 → the same tensor", static ours => Yuv(ours, "Nv12"), "from RGB", static (ours, _) => Yuv(ours, "Rgb24").Milliseconds, 1, "no slower"),
        new("640×480 RGB → 224×224 centre crop, mean/std, NCHW float32",
            static ours => ours.Of(typeof(CenterCropBenchmark), nameof(CenterCropBenchmark.Bilinear)),
            "OpenCV's best chain", static (_, peers) => peers.Fastest("center crop", IsSeparateSteps), 1 / 2.0, "≥ 2× faster"),
        Decode(100, 0.3),
        Decode(1000, 1),
        Decode(10_000, 5),
        new("text map 960×960 → 200 boxes, grown", static ours => ours.Of(typeof(TextMapBenchmark), nameof(TextMapBenchmark.Boxes)),
            "OpenCV's contour chain, not grown", static (_, peers) => peers.Fastest("text map", static chain => !chain.EndsWith("growth", StringComparison.Ordinal)), 1 / 2.0, "≥ 2× faster"),
        new("cosine search, 1,000,000 × 512 int8, top 10", static ours => ours.Of(typeof(GallerySearchBenchmark), nameof(GallerySearchBenchmark.SearchInt8), "[Threads=1]"),
            "reading the same memory", static (ours, _) => ours.Of(typeof(GallerySearchBenchmark), nameof(GallerySearchBenchmark.ReadInt8), "[Threads=1]").Milliseconds,
            1 / 0.6, "≥ 60 % of the read bandwidth"),
    ];

    /// <summary>The line of the report's table.</summary>
    public string Row(KernelTimes ours, OpenCvPeers peers)
    {
        KernelTime time = Ours(ours);
        string other = "not measured", ratio = "", reached = "";
        if (Other(ours, peers) is { } milliseconds)
        {
            other = Milliseconds(milliseconds);
            ratio = Factor < 1
                ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds / time.Milliseconds:0.0}× faster")
                : string.Create(CultureInfo.InvariantCulture, $"{time.Milliseconds / milliseconds:0.00}×");
            reached = time.Milliseconds <= Factor * milliseconds ? "yes" : "**no**";
        }

        return $"| {Case} | {Milliseconds(time.Milliseconds)} | {Peer} | {other} | {ratio} | {Bar} | {reached} | {time.AllocatedBytes} B |";
    }

    public static string Milliseconds(double value) => value.ToString(value < 10 ? "0.000" : "0.0", CultureInfo.InvariantCulture) + " ms";

    private static KernelTime HdRgb(KernelTimes ours) => ours.Of(typeof(LetterboxBenchmark), nameof(LetterboxBenchmark.Bilinear));

    private static KernelTime AwkwardRgb(KernelTimes ours) => ours.Of(typeof(LetterboxBenchmark), nameof(LetterboxBenchmark.AwkwardBilinear));

    private static KernelTime Yuv(KernelTimes ours, string format) => ours.Of(typeof(YuvBenchmark), nameof(YuvBenchmark.Bilinear), $"[Format={format}]");

    private static KernelBar Decode(int candidates, double limit) => new(
        string.Create(CultureInfo.InvariantCulture, $"[84, {(candidates > 8400 ? 21504 : 8400)}] → boxes after NMS, {candidates:N0} candidates"),
        ours => ours.Of(typeof(YoloDecodeBenchmark), nameof(YoloDecodeBenchmark.DecodeAndNms), $"[Candidates={candidates}]"),
        "a limit", (_, _) => limit, 1, string.Create(CultureInfo.InvariantCulture, $"≤ {limit} ms"));

    private static bool IsSeparateSteps(string chain) => chain.StartsWith("resize", StringComparison.Ordinal) && !IsBlob(chain);

    private static bool IsBlob(string chain) => chain.EndsWith("blobFromImage", StringComparison.Ordinal);
}
