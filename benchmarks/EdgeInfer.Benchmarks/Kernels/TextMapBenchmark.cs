using BenchmarkDotNet.Attributes;
using EdgeInfer.Kernels;

namespace EdgeInfer.Benchmarks.Kernels;

/// <summary>A text detector's map, 960×960 with 200 slightly slanted lines, to boxes; beside it its first stages.</summary>
public class TextMapBenchmark
{
    private const int Side = 960;
    private const int Lines = 200;
    private readonly float[] _map = new float[Side * Side];
    private readonly byte[] _mask = new byte[Side * Side];
    private readonly int[] _labels = new int[Side * Side];
    private readonly MaskComponent[] _components = new MaskComponent[1000];
    private readonly TextRegion[] _regions = new TextRegion[1000];

    [GlobalSetup]
    public void Make()
    {
        var random = new Random(1);
        for (int line = 0; line < Lines; line++)
        {
            int left = line % 5 * 190 + 8, top = line / 5 * 24 + 6, width = random.Next(60, 170), height = random.Next(6, 10);
            double slant = random.NextDouble() * 0.08 - 0.04;
            for (int x = 0; x < width; x++)
            {
                int y = top + (int)(x * slant + 4);
                for (int dy = 0; dy < height; dy++) _map[Math.Min(y + dy, Side - 1) * Side + left + x] = 0.8f + random.NextSingle() * 0.2f;
            }
        }

        int found = TextMapDecoder.Run(_map, Side, Side, new TextMapOptions(), _regions);
        if (found != Lines) throw new InvalidOperationException($"The map was drawn with {Lines} lines, but {found} are found.");
        MapThreshold.Run(_map, 0.3f, _mask);
    }

    [Benchmark(Baseline = true, Description = "map to boxes")]
    public int Boxes() => TextMapDecoder.Run(_map, Side, Side, new TextMapOptions(), _regions);

    [Benchmark(Description = "threshold")]
    public int Threshold() => MapThreshold.Run(_map, 0.3f, _mask);

    [Benchmark(Description = "contours")]
    public int Contours()
    {
        using ContourTracer tracer = ContourTracer.Rent();
        return tracer.Run(_mask, Side, Side, ContourMode.All, ContourPoints.Corners);
    }

    [Benchmark(Description = "connected components")]
    public int Components() => ConnectedComponents.Run(_mask, Side, Side, _labels, _components);
}
