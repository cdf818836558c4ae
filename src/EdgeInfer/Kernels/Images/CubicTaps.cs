using System.Buffers;

namespace EdgeInfer.Kernels;

/// <summary>One axis of OpenCV's <c>INTER_CUBIC</c> for 8-bit pixels: four neighbours, a = −3/4, weighed in units of 1/2048.</summary>
/// <remarks>Positions and weights are rounded to float where OpenCV rounds them. Pooled: dispose once.</remarks>
internal readonly ref struct CubicTaps
{
    /// <summary>Neighbours of a position.</summary>
    public const int Taps = 4;

    /// <summary>The weight of 1.</summary>
    public const int One = 2048;

    private readonly int[] _starts;
    private readonly short[] _weights;

    /// <param name="original">Positions of the source.</param>
    /// <param name="resized">Positions of the whole resized axis.</param>
    /// <param name="from">First resized position wanted.</param>
    /// <param name="count">How many are wanted.</param>
    public CubicTaps(int original, int resized, int from, int count)
    {
        Count = count;
        _starts = ArrayPool<int>.Shared.Rent(count);
        _weights = ArrayPool<short>.Shared.Rent(checked(Taps * count));
        for (int i = 0; i < count; i++)
        {
            float exact = (float)((from + i + 0.5) * (1 / ((double)resized / original)) - 0.5);
            float second = MathF.Floor(exact);
            _starts[i] = (int)second - 1;
            Weigh(exact - second, _weights.AsSpan(Taps * i, Taps));
        }

        static void Weigh(float x, Span<short> weights)
        {
            const float a = -0.75f;
            float first = ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a;
            float second = ((a + 2) * x - (a + 3)) * x * x + 1;
            float third = ((a + 2) * (1 - x) - (a + 3)) * (1 - x) * (1 - x) + 1;
            weights[0] = (short)MathF.Round(first * One);
            weights[1] = (short)MathF.Round(second * One);
            weights[2] = (short)MathF.Round(third * One);
            weights[3] = (short)MathF.Round((1 - first - second - third) * One);
        }
    }

    /// <summary>Resized positions.</summary>
    public int Count { get; }

    /// <summary>The first neighbour of each position; beyond the picture, the border's pixel counts.</summary>
    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, Count);

    /// <summary>Four weights a position.</summary>
    public ReadOnlySpan<short> Weights => _weights.AsSpan(0, Taps * Count);

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<short>.Shared.Return(_weights);
    }
}
