using System.Numerics;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using EdgeInfer.Kernels;

namespace EdgeInfer.Benchmarks.Kernels;

/// <summary>
/// The ten best of 1,000,000 rows of 512, float32 and int8, beside the floor: reading the same memory once.
/// Needs 2.6 GB of memory.
/// </summary>
public class GallerySearchBenchmark
{
    private const int Rows = 1_000_000, Dimension = 512;
    private readonly SearchHit[] _best = new SearchHit[10];
    private readonly float[] _query = new float[Dimension];
    private readonly sbyte[] _int8Query = new sbyte[Dimension];
    private readonly float[] _scales = new float[Rows];
    private float _queryScale;
    private float[] _gallery = [];
    private sbyte[] _int8Gallery = [];

    /// <summary>Threads; more than there are processors are not used.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Make()
    {
        _gallery = new float[Rows * Dimension];
        _int8Gallery = new sbyte[Rows * Dimension];
        var random = new Random(20261120);
        foreach (ref float value in _gallery.AsSpan()) value = random.NextSingle() - 0.5f;
        L2Normalization.RunRows(_gallery, Dimension, _gallery, KernelParallelism.AllProcessors);
        _gallery.AsSpan(Rows / 2 * Dimension, Dimension).CopyTo(_query);
        Int8Quantization.RunRows(_gallery, Dimension, _int8Gallery, _scales, KernelParallelism.AllProcessors);
        _queryScale = Int8Quantization.Run(_query, _int8Query);
    }

    [Benchmark(Description = "read of the float32 gallery")]
    public long ReadFloat32() => Read(MemoryMarshal.AsBytes(_gallery.AsSpan()));

    [Benchmark(Description = "search, float32")]
    public int SearchFloat32() => GallerySearch.Run(_query, _gallery, _best, new KernelParallelism(Threads));

    [Benchmark(Description = "read of the int8 gallery")]
    public long ReadInt8() => Read(MemoryMarshal.AsBytes(_int8Gallery.AsSpan()));

    [Benchmark(Description = "search, int8")]
    public int SearchInt8() => GallerySearch.Run(_int8Query, _queryScale, _int8Gallery, _scales, _best, new KernelParallelism(Threads));

    private unsafe long Read(Span<byte> memory)
    {
        const int Grain = 256 * 1024;
        var parallelism = new KernelParallelism(Threads);
        long sum = 0;
        fixed (byte* start = memory)
        {
            parallelism.Run(new MemoryRead(start, &sum, Grain), memory.Length / Grain, 1);
        }

        return sum;
    }

    /// <summary>The cheapest work that still reads everything: one addition per vector.</summary>
    private readonly unsafe struct MemoryRead(byte* memory, long* sum, int grain) : IRangeWork
    {
        public void Run(RangeQueue ranges, int worker)
        {
            Vector<long> s0 = default, s1 = default, s2 = default, s3 = default;
            int step = Vector<byte>.Count;
            while (ranges.TryTake(out int first, out int end))
            {
                byte* stop = memory + (nint)end * grain;
                for (byte* at = memory + (nint)first * grain; at < stop; at += 4 * step)
                {
                    s0 += Vector.Load((long*)at);
                    s1 += Vector.Load((long*)(at + step));
                    s2 += Vector.Load((long*)(at + 2 * step));
                    s3 += Vector.Load((long*)(at + 3 * step));
                }
            }

            Interlocked.Add(ref *sum, Vector.Sum(s0 + s1 + s2 + s3));
        }
    }
}
