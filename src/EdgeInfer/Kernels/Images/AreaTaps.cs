using System.Buffers;

namespace EdgeInfer.Kernels;

/// <summary>One axis of OpenCV's <c>INTER_AREA</c> where it shrinks: the source positions that a resized one covers, and how much of each.</summary>
/// <remarks>
/// In float, summing up to 1. Where the shrink factors of both axes are whole, every position weighs 1 and the sum is divided at the end.
/// A rim of less than a thousandth of a position is left out. Pooled: dispose once.
/// </remarks>
internal readonly ref struct AreaTaps
{
    private const double Rim = 1e-3;

    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly float[] _weights;

    /// <param name="whole">Whether every position weighs 1.</param>
    /// <param name="original">Positions of the source.</param>
    /// <param name="resized">Positions of the whole resized axis, no more than of the source.</param>
    /// <param name="from">First resized position wanted.</param>
    /// <param name="count">How many are wanted.</param>
    public AreaTaps(bool whole, int original, int resized, int from, int count)
    {
        double scale = Scale(original, resized);
        Count = count;
        Stride = Math.Min(original, (int)Math.Ceiling(scale) + 2);
        _starts = ArrayPool<int>.Shared.Rent(count);
        _counts = ArrayPool<int>.Shared.Rent(count);
        _weights = ArrayPool<float>.Shared.Rent(checked(count * Stride));
        for (int i = 0; i < count; i++)
        {
            Span<float> weights = _weights.AsSpan(i * Stride, Stride);
            if (whole)
            {
                _counts[i] = (int)Math.Round(scale);
                _starts[i] = (from + i) * _counts[i];
                weights.Fill(1);
                continue;
            }

            double left = (from + i) * scale, right = left + scale, covered = Math.Min(scale, original - left);
            int last = Math.Min((int)Math.Floor(right), original - 1);
            int first = Math.Min((int)Math.Ceiling(left), last);
            int taps = 0;
            _starts[i] = first;
            if (first - left > Rim)
            {
                _starts[i]--;
                weights[taps++] = (float)((first - left) / covered);
            }

            for (int position = first; position < last; position++) weights[taps++] = (float)(1 / covered);
            if (right - last > Rim) weights[taps++] = (float)(Math.Min(Math.Min(right - last, 1), covered) / covered);
            _counts[i] = taps;
        }
    }

    /// <summary>Source positions a resized one, rounded as OpenCV rounds it.</summary>
    public static double Scale(int original, int resized) => 1 / ((double)resized / original);

    /// <summary>Resized positions.</summary>
    public int Count { get; }

    /// <summary>No position has more taps.</summary>
    public int Stride { get; }

    /// <summary>The first source position of each resized one.</summary>
    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, Count);

    /// <summary>How many source positions each resized one covers.</summary>
    public ReadOnlySpan<int> Counts => _counts.AsSpan(0, Count);

    /// <summary>All weights, <see cref="Stride"/> a position.</summary>
    public ReadOnlySpan<float> AllWeights => _weights.AsSpan(0, Count * Stride);

    /// <summary>What they weigh.</summary>
    public ReadOnlySpan<float> Weights(int position) => _weights.AsSpan(position * Stride, _counts[position]);

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<int>.Shared.Return(_counts);
        ArrayPool<float>.Shared.Return(_weights);
    }
}
