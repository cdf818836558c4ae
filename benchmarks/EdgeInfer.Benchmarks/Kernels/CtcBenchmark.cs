using BenchmarkDotNet.Attributes;
using EdgeInfer.Kernels;

namespace EdgeInfer.Benchmarks.Kernels;

/// <summary>One line of text: 80 steps of 97 classes (English) or of 6,625 (Chinese), mostly blank as real output is.</summary>
public class CtcBenchmark
{
    private const int Steps = 80;
    private readonly CtcSymbol[] _symbols = new CtcSymbol[Steps];
    private float[] _scores = [];

    [Params(97, 6625)]
    public int Classes { get; set; }

    [GlobalSetup]
    public void Make()
    {
        var random = new Random(1);
        _scores = [.. Enumerable.Range(0, Steps * Classes).Select(_ => random.NextSingle())];
        for (int step = 0; step < Steps; step++) _scores[step * Classes + (random.Next(4) == 0 ? random.Next(Classes) : 0)] = 12;
        for (int at = 0; at < _scores.Length; at += Classes) Softmax.Run(_scores.AsSpan(at, Classes), _scores.AsSpan(at, Classes));
    }

    [Benchmark(Baseline = true, Description = "greedy")]
    public int Greedy() => CtcGreedyDecoder.Run(_scores, CtcScale.Probabilities, Classes, 0, _symbols, out _);

    [Benchmark(Description = "beam of 10")]
    public int Beam()
    {
        using CtcBeamSearch search = CtcBeamSearch.Rent();
        search.Run(_scores, CtcScale.Probabilities, Classes, 0, 10);
        return search.Count;
    }
}
