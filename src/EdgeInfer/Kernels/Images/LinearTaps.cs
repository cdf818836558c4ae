using System.Buffers;

namespace EdgeInfer.Kernels;

/// <summary>
/// One position of a resized axis under OpenCV's <c>INTER_LINEAR</c> for 8-bit pixels: two neighbours, weighed in units
/// of 1/2048. The second neighbour is the one after <paramref name="First"/>; both may lie one beyond the picture.
/// </summary>
/// <remarks>
/// The position is rounded to float and each weight to the nearest integer, ties to even, because OpenCV does; their sum
/// may therefore be 2049.
/// </remarks>
internal readonly record struct LinearTap(int First, short FirstWeight, short SecondWeight)
{
    /// <summary>The weight of 1.</summary>
    public const short One = 2048;

    /// <param name="overlap">True for the enlarging half of <c>INTER_AREA</c>, where the second neighbour weighs what it covers of the position.</param>
    /// <param name="position">The resized position.</param>
    /// <param name="resized">Positions of the resized axis.</param>
    /// <param name="original">Positions of the source.</param>
    public static LinearTap At(bool overlap, int position, int resized, int original)
    {
        (int first, float second) = overlap ? Overlap(position, resized, original) : Between(position, resized, original);
        return Weigh(first, second);
    }

    /// <summary>As <see cref="At"/>, held inside the picture; of a picture with two positions or more, so is the second neighbour.</summary>
    public static LinearTap Inside(bool overlap, int position, int resized, int original)
    {
        (int first, float second) = overlap ? Overlap(position, resized, original) : Between(position, resized, original);
        if (first < 0) return new LinearTap(0, One, 0);
        if (first < original - 1) return Weigh(first, second);
        return original == 1 ? new LinearTap(0, One, 0) : new LinearTap(original - 2, 0, One);
    }

    private static (int First, float Second) Between(int position, int resized, int original)
    {
        float exact = (float)((position + 0.5) * (1 / ((double)resized / original)) - 0.5);
        float first = MathF.Floor(exact);
        return ((int)first, exact - first);
    }

    private static (int First, float Second) Overlap(int position, int resized, int original)
    {
        double growth = (double)resized / original;
        int first = (int)(position * (1 / growth));
        float second = (float)(position + 1 - (first + 1) * growth);
        return (first, second <= 0 ? 0 : second - MathF.Floor(second));
    }

    private static LinearTap Weigh(int first, float second) => new(
        first, (short)MathF.Round((1 - second) * One), (short)MathF.Round(second * One));
}

/// <summary>All columns of a resized row: where in a source row each begins, and what its two pixels weigh.</summary>
/// <remarks>Pooled: dispose once.</remarks>
internal readonly ref struct LinearTaps
{
    private const int VectorBytes = 16;

    private readonly int[] _offsets;
    private readonly short[] _weights;
    private readonly int[] _picks;
    private readonly byte[] _orders;
    private readonly int _count;

    /// <param name="overlap">As for <see cref="LinearTap.At"/>.</param>
    /// <param name="original">Columns of the source.</param>
    /// <param name="resized">Columns of the whole resized row.</param>
    /// <param name="from">First resized column wanted.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="pixelBytes">Bytes a source pixel.</param>
    public LinearTaps(bool overlap, int original, int resized, int from, int count, int pixelBytes)
    {
        _count = count;
        _offsets = ArrayPool<int>.Shared.Rent(count);
        _picks = ArrayPool<int>.Shared.Rent(count);
        _weights = ArrayPool<short>.Shared.Rent(checked(2 * count));
        _orders = ArrayPool<byte>.Shared.Rent(checked(VectorBytes / 2 * (count + 1)));
        NeighbourStep = original == 1 ? 0 : pixelBytes;
        IsPick = true;
        for (int i = 0; i < count; i++)
        {
            LinearTap tap = LinearTap.Inside(overlap, from + i, resized, original);
            _offsets[i] = tap.First * pixelBytes;
            _weights[2 * i] = tap.FirstWeight;
            _weights[2 * i + 1] = tap.SecondWeight;
            IsPick &= tap.FirstWeight == 0 || tap.SecondWeight == 0;
            _picks[i] = _offsets[i] + (tap.FirstWeight == 0 ? pixelBytes : 0);
        }

        int group = pixelBytes == 1 ? 4 : 2;
        FitsVectors = true;
        for (int i = 0; i + group <= count; i += group) FitsVectors &= _offsets[i + group - 1] - _offsets[i] + 2 * pixelBytes <= VectorBytes;
        if (pixelBytes == 1)
        {
            for (int i = 0; i + group <= count; i += group)
            {
                for (int k = 0; k < group; k++)
                {
                    // Apart, each column's pair is fetched into 32 bits of its own.
                    int at = FitsVectors ? _offsets[i + k] - _offsets[i] : 4 * k;
                    _orders[4 * (i + k)] = (byte)at;
                    _orders[4 * (i + k) + 1] = 255;
                    _orders[4 * (i + k) + 2] = (byte)(at + 1);
                    _orders[4 * (i + k) + 3] = 255;
                }
            }

            return;
        }

        for (int i = 0; i < count; i += 2)
        {
            // Apart, the second column's pixels are fetched into the vector's upper half.
            int second = !FitsVectors ? VectorBytes / 2 : i + 1 < count ? _offsets[i + 1] - _offsets[i] : 0;
            Span<byte> order = _orders.AsSpan(VectorBytes / 2 * i, VectorBytes);
            for (int channel = 0; channel < 3; channel++)
            {
                order[4 * channel] = (byte)channel;
                order[4 * channel + 1] = (byte)(channel + pixelBytes);
                order[4 * channel + 2] = (byte)(second + channel);
                order[4 * channel + 3] = (byte)(second + channel + pixelBytes);
            }

            order[12..].Fill(255);
        }
    }

    /// <summary>The byte offset of each column's first pixel; never falls.</summary>
    public ReadOnlySpan<int> Offsets => _offsets.AsSpan(0, _count);

    /// <summary>Two weights a column.</summary>
    public ReadOnlySpan<short> Weights => _weights.AsSpan(0, 2 * _count);

    /// <summary>Bytes from a column's first pixel to its second: 0 where the picture is one column wide.</summary>
    public int NeighbourStep { get; }

    /// <summary>True where two columns' pixels, or of one-byte pixels four columns', always lie within one 16-byte vector, as when shrinking to a third.</summary>
    public bool FitsVectors { get; }

    /// <summary>
    /// Two columns each: the shuffle that puts their pixels' bytes in order, (r0 r1)(r0 r1) (g0 g1)(g0 g1) (b0 b1)(b0 b1) and
    /// four zeros. It applies to the 16 bytes from the first column's offset where they fit, else to 8 bytes from each offset.
    /// </summary>
    public ReadOnlySpan<byte> Orders => _orders.AsSpan(0, VectorBytes / 2 * (_count & ~1));

    /// <summary>
    /// Of one-byte pixels, four columns each: the shuffle that widens their pixels to 16 bits, (p0 p1)(p0 p1)(p0 p1)(p0 p1). It applies
    /// to the 16 bytes from the first column's offset where they fit, else to 2 bytes from each offset, in 32 bits each.
    /// </summary>
    public ReadOnlySpan<byte> GrayOrders => _orders.AsSpan(0, VectorBytes / 4 * (_count & ~3));

    /// <summary>True where each column is one source pixel as it is, as when shrinking to a third.</summary>
    public bool IsPick { get; }

    /// <summary>Where <see cref="IsPick"/> holds: the byte offset of each column's pixel.</summary>
    public ReadOnlySpan<int> Picks => _picks.AsSpan(0, _count);

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_offsets);
        ArrayPool<int>.Shared.Return(_picks);
        ArrayPool<byte>.Shared.Return(_orders);
        ArrayPool<short>.Shared.Return(_weights);
    }
}
