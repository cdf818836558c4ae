using System.Buffers;

namespace EdgeInfer.Kernels;

/// <summary>
/// One axis of PIL's <c>BILINEAR</c> or <c>BICUBIC</c> for 8-bit pixels: a triangle of one pixel to each side, or a cubic of
/// two (a = −1/2), widened by the shrink factor, cut off and normalised at the borders, in units of 1/2²².
/// </summary>
/// <remarks>Pooled: dispose once.</remarks>
internal readonly ref struct AntialiasedTaps
{
    /// <summary>The weight of 1 is 2 to this power.</summary>
    public const int Bits = 22;

    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly int[] _weights;

    /// <param name="cubic">True for the cubic, whose outer weights are negative.</param>
    /// <param name="original">Positions of the source.</param>
    /// <param name="resized">Positions of the whole resized axis.</param>
    /// <param name="from">First resized position wanted.</param>
    /// <param name="count">How many are wanted.</param>
    public AntialiasedTaps(bool cubic, int original, int resized, int from, int count)
    {
        double scale = (double)original / resized;
        double widening = Math.Max(1, scale), support = (cubic ? 2 : 1) * widening;
        Stride = (Math.Min(original, (int)Math.Ceiling(support) * 2 + 1) + 1) & ~1;
        Count = count;
        _starts = ArrayPool<int>.Shared.Rent(count);
        _counts = ArrayPool<int>.Shared.Rent(count);
        _weights = ArrayPool<int>.Shared.Rent(checked(count * Stride));
        double[] shares = ArrayPool<double>.Shared.Rent(Stride);
        for (int i = 0; i < count; i++)
        {
            double center = (from + i + 0.5) * scale;
            int start = Math.Max(0, (int)(center - support + 0.5));
            int taps = Math.Min(original, (int)(center + support + 0.5)) - start;
            double sum = 0;
            for (int k = 0; k < taps; k++)
            {
                double distance = Math.Abs((k + start - center + 0.5) * (1 / widening));
                shares[k] = cubic ? Cubic(distance) : Math.Max(0, 1 - distance);
                sum += shares[k];
            }

            Span<int> weights = _weights.AsSpan(i * Stride, Stride);
            weights.Clear();
            for (int k = 0; k < taps; k++)
            {
                double weight = shares[k] / sum * (1 << Bits);
                weights[k] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
            }

            // A pixel at the filter's foot weighs nothing: not worth a multiplication.
            while (taps > 1 && weights[taps - 1] == 0) taps--;
            _starts[i] = start;
            _counts[i] = taps;
            End = Math.Max(End, start + taps);
        }

        ArrayPool<double>.Shared.Return(shares);

        static double Cubic(double x) => x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0;
    }

    /// <summary>Resized positions.</summary>
    public int Count { get; }

    /// <summary>No position has more taps; an even number.</summary>
    public int Stride { get; }

    /// <summary>The source position after the last that any takes in; not always the last one's, which may be cut shorter.</summary>
    public int End { get; }

    /// <summary>The first source position of each resized one; never falls.</summary>
    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, Count);

    /// <summary>How many source positions each resized one takes in.</summary>
    public ReadOnlySpan<int> Counts => _counts.AsSpan(0, Count);

    /// <summary>What they weigh.</summary>
    public ReadOnlySpan<int> Weights(int position) => _weights.AsSpan(position * Stride, _counts[position]);

    /// <summary>What they weigh, filled up with zeros to an even number.</summary>
    public ReadOnlySpan<int> EvenWeights(int position) => _weights.AsSpan(position * Stride, (_counts[position] + 1) & ~1);

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<int>.Shared.Return(_counts);
        ArrayPool<int>.Shared.Return(_weights);
    }
}
