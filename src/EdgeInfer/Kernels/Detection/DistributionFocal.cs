using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>Box sides that a network gives as distributions over bins 0, 1, 2, … to distances: the softmax's expectation.</summary>
/// <remarks>
/// distance = Σ b · exp(x_b − max x) / Σ exp(x_b − max x), in units of the grid's stride, 0 … bins − 1; the maximum is
/// subtracted, so that no logit overflows. Only the anchors asked for are read. Their logits are brought bin by bin into a
/// scratch that stays in the first-level cache, and whole vectors of sides go over the bins. −∞ is a bin of probability 0;
/// NaN, +∞ and nothing but −∞ give NaN. All vector widths agree exactly; the scalar reference, whose exponential is
/// another, within 1e-6 · (bins − 1). Memory is pooled. Thread-safe. Reference: X. Li et al., Generalized Focal Loss, 2020; the
/// <c>DFL</c> module of YOLOv8 and <c>Integral</c> of NanoDet.
/// </remarks>
internal static class DistributionFocal
{
    /// <summary>Left, top, right, bottom.</summary>
    public const int Sides = 4;

    /// <summary>Anchors at a time: with 16 bins their logits fill 4 KiB.</summary>
    private const int BlockAnchors = 16;

    /// <summary>Lanes are padded to whole vectors of the widest kind.</summary>
    private const int LaneMultiple = 16;

    /// <param name="logits">float32 <c>[4 · bins, anchors]</c>, side by side in the order left, top, right, bottom, as YOLOv8 has them.</param>
    /// <param name="bins">Bins a side: 16 for YOLOv8; at least 1.</param>
    /// <param name="anchors">Which anchors to read, in any order.</param>
    /// <param name="distances"><c>[anchors asked for, 4]</c>: left, top, right, bottom.</param>
    /// <exception cref="ArgumentException">The sizes contradict each other, or an anchor is not among the logits'.</exception>
    public static void Planar(ReadOnlySpan<float> logits, int bins, ReadOnlySpan<int> anchors, Span<float> distances) =>
        Run(logits, bins, anchors, distances, planar: true, Simd.Widest);

    /// <param name="logits">float32 <c>[anchors, 4 · bins]</c>, as NanoDet and PicoDet have them.</param>
    /// <param name="bins">Bins a side: <c>reg_max</c> + 1, 8 for both; at least 1.</param>
    /// <param name="anchors">Which anchors to read, in any order.</param>
    /// <param name="distances"><c>[anchors asked for, 4]</c>: left, top, right, bottom.</param>
    /// <exception cref="ArgumentException">The sizes contradict each other, or an anchor is not among the logits'.</exception>
    public static void Interleaved(ReadOnlySpan<float> logits, int bins, ReadOnlySpan<int> anchors, Span<float> distances) =>
        Run(logits, bins, anchors, distances, planar: false, Simd.Widest);

    /// <summary>The definition, one side at a time.</summary>
    /// <param name="logits">The bins of one side.</param>
    public static float Scalar(ReadOnlySpan<float> logits)
    {
        float max = float.NegativeInfinity, sum = 0, weighted = 0;
        foreach (float x in logits) max = Math.Max(max, x);
        for (int b = 0; b < logits.Length; b++)
        {
            float e = MathF.Exp(logits[b] - max);
            sum += e;
            weighted += e * b;
        }

        return weighted / sum;
    }

    /// <summary>For tests and benchmarks: with vectors of one width.</summary>
    internal static void Run(ReadOnlySpan<float> logits, int bins, ReadOnlySpan<int> anchors, Span<float> distances, bool planar, SimdWidth width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        int sideBins = checked(Sides * bins), count = logits.Length / sideBins;
        if (logits.Length % sideBins != 0)
            throw new ArgumentException($"{logits.Length} logits are not a whole number of anchors of 4 sides × {bins} bins.", nameof(logits));
        if (distances.Length != (long)Sides * anchors.Length)
            throw new ArgumentException($"{anchors.Length} anchors have {(long)Sides * anchors.Length} distances, but there is room for {distances.Length}.", nameof(distances));

        if (anchors.IsEmpty) return;
        int mostLanes = PaddedLanes(Math.Min(BlockAnchors, anchors.Length));
        float[] scratch = ArrayPool<float>.Shared.Rent(checked((bins + 1) * mostLanes));
        try
        {
            for (; !anchors.IsEmpty; anchors = anchors[Math.Min(BlockAnchors, anchors.Length)..])
            {
                ReadOnlySpan<int> block = anchors[..Math.Min(BlockAnchors, anchors.Length)];
                int lanes = PaddedLanes(block.Length);
                Span<float> columns = scratch.AsSpan(0, bins * lanes), results = scratch.AsSpan(bins * lanes, lanes);
                foreach (int anchor in block)
                {
                    if ((uint)anchor >= (uint)count) throw new ArgumentException($"Anchor {anchor} is not among the {count} that have logits.", nameof(anchors));
                }

                if (planar) GatherPlanar(logits, count, block, columns, lanes);
                else GatherInterleaved(logits, bins, block, columns, lanes);
                Expect(columns, results, width);
                for (int side = 0; side < Sides; side++)
                {
                    for (int a = 0; a < block.Length; a++) distances[a * Sides + side] = results[side * block.Length + a];
                }

                distances = distances[(Sides * block.Length)..];
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scratch);
        }
    }

    private static int PaddedLanes(int anchors) => (Sides * anchors + LaneMultiple - 1) / LaneMultiple * LaneMultiple;

    /// <summary>A lane a side of an anchor, the anchors of a side next to each other; a row of lanes a bin.</summary>
    private static void GatherPlanar(ReadOnlySpan<float> logits, int count, ReadOnlySpan<int> anchors, Span<float> columns, int lanes)
    {
        bool neighbours = true;
        for (int a = 1; a < anchors.Length && neighbours; a++) neighbours = anchors[a] == anchors[0] + a;
        int bins = columns.Length / lanes, used = Sides * anchors.Length;
        for (int bin = 0; bin < bins; bin++)
        {
            Span<float> row = columns.Slice(bin * lanes, lanes);
            for (int side = 0; side < Sides; side++)
            {
                ReadOnlySpan<float> plane = logits.Slice((side * bins + bin) * count, count);
                Span<float> to = row.Slice(side * anchors.Length, anchors.Length);
                if (neighbours) plane.Slice(anchors[0], to.Length).CopyTo(to);
                else for (int a = 0; a < to.Length; a++) to[a] = plane[anchors[a]];
            }

            row[used..].Clear();
        }
    }

    /// <inheritdoc cref="GatherPlanar"/>
    private static void GatherInterleaved(ReadOnlySpan<float> logits, int bins, ReadOnlySpan<int> anchors, Span<float> columns, int lanes)
    {
        int used = Sides * anchors.Length;
        for (int a = 0; a < anchors.Length; a++)
        {
            for (int side = 0; side < Sides; side++)
            {
                ReadOnlySpan<float> from = logits.Slice((anchors[a] * Sides + side) * bins, bins);
                int place = side * anchors.Length + a;
                foreach (float x in from)
                {
                    columns[place] = x;
                    place += lanes;
                }
            }
        }

        for (int bin = 0; bin < bins; bin++) columns.Slice(bin * lanes, lanes)[used..].Clear();
    }

    private static void Expect(ReadOnlySpan<float> columns, Span<float> results, SimdWidth width)
    {
        switch (width)
        {
            case SimdWidth.V512: Expect512(columns, results); break;
            case SimdWidth.V256: Expect256(columns, results); break;
            case SimdWidth.V128: Expect128(columns, results); break;
            default: ExpectScalar(columns, results); break;
        }
    }

    private static void ExpectScalar(ReadOnlySpan<float> columns, Span<float> results)
    {
        int bins = columns.Length / results.Length;
        float[] side = ArrayPool<float>.Shared.Rent(bins);
        for (int lane = 0; lane < results.Length; lane++)
        {
            for (int b = 0; b < bins; b++) side[b] = columns[b * results.Length + lane];
            results[lane] = Scalar(side.AsSpan(0, bins));
        }

        ArrayPool<float>.Shared.Return(side);
    }

    private static void Expect512(ReadOnlySpan<float> columns, Span<float> results)
    {
        ref float start = ref MemoryMarshal.GetReference(columns);
        ref float to = ref MemoryMarshal.GetReference(results);
        nuint lanes = (nuint)results.Length, end = (nuint)columns.Length;
        for (nuint lane = 0; lane < lanes; lane += (nuint)Vector512<float>.Count)
        {
            Vector512<float> max = Vector512.LoadUnsafe(ref start, lane), sum = default, weighted = default, bin = default;
            for (nuint i = lane + lanes; i < end; i += lanes) max = Vector512.Max(max, Vector512.LoadUnsafe(ref start, i));
            for (nuint i = lane; i < end; i += lanes, bin += Vector512<float>.One)
            {
                Vector512<float> e = Vector512.Exp(Vector512.LoadUnsafe(ref start, i) - max);
                sum += e;
                weighted += e * bin;
            }

            (weighted / sum).StoreUnsafe(ref to, lane);
        }
    }

    private static void Expect256(ReadOnlySpan<float> columns, Span<float> results)
    {
        ref float start = ref MemoryMarshal.GetReference(columns);
        ref float to = ref MemoryMarshal.GetReference(results);
        nuint lanes = (nuint)results.Length, end = (nuint)columns.Length;
        for (nuint lane = 0; lane < lanes; lane += (nuint)Vector256<float>.Count)
        {
            Vector256<float> max = Vector256.LoadUnsafe(ref start, lane), sum = default, weighted = default, bin = default;
            for (nuint i = lane + lanes; i < end; i += lanes) max = Vector256.Max(max, Vector256.LoadUnsafe(ref start, i));
            for (nuint i = lane; i < end; i += lanes, bin += Vector256<float>.One)
            {
                Vector256<float> e = Vector256.Exp(Vector256.LoadUnsafe(ref start, i) - max);
                sum += e;
                weighted += e * bin;
            }

            (weighted / sum).StoreUnsafe(ref to, lane);
        }
    }

    private static void Expect128(ReadOnlySpan<float> columns, Span<float> results)
    {
        ref float start = ref MemoryMarshal.GetReference(columns);
        ref float to = ref MemoryMarshal.GetReference(results);
        nuint lanes = (nuint)results.Length, end = (nuint)columns.Length;
        for (nuint lane = 0; lane < lanes; lane += (nuint)Vector128<float>.Count)
        {
            Vector128<float> max = Vector128.LoadUnsafe(ref start, lane), sum = default, weighted = default, bin = default;
            for (nuint i = lane + lanes; i < end; i += lanes) max = Vector128.Max(max, Vector128.LoadUnsafe(ref start, i));
            for (nuint i = lane; i < end; i += lanes, bin += Vector128<float>.One)
            {
                Vector128<float> e = Vector128.Exp(Vector128.LoadUnsafe(ref start, i) - max);
                sum += e;
                weighted += e * bin;
            }

            (weighted / sum).StoreUnsafe(ref to, lane);
        }
    }
}
