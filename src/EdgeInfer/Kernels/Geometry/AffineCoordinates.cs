using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>
/// Source points of an affine warp in whole numbers of 1/1024 pixel: a part that depends on the row plus one that depends on
/// the column, each rounded, as in OpenCV's <c>warpAffine</c>.
/// </summary>
internal readonly struct AffineCoordinates : IWarpCoordinates, IDisposable
{
    private const int ScaleBits = 10;

    private readonly AffineTransform _toSource;
    private readonly int _shift;

    // Column parts, x before y; null where they might overflow, or vectors are not wanted.
    private readonly int[]? _columns;
    private readonly int _width;

    /// <param name="toSource">From destination to source.</param>
    /// <param name="sampling">Decides the unit of the result.</param>
    /// <param name="width">Columns of the destination.</param>
    /// <param name="height">Rows of the destination.</param>
    /// <param name="vectors">False takes the scalar path throughout.</param>
    public AffineCoordinates(in AffineTransform toSource, WarpSampling sampling, int width, int height, bool vectors)
    {
        _toSource = toSource;
        _shift = sampling == WarpSampling.Nearest ? ScaleBits : ScaleBits - IWarpCoordinates.FractionBits;
        _width = width;
        BlockWidth = Math.Min(width, Warp.MaxBlockWidth);
        // Two parts of less than 2^19 pixels fit, together and in 1/1024, into 31 bits.
        const double limit = 1 << 19;
        bool small = Math.Abs(toSource.M11) * width < limit && Math.Abs(toSource.M21) * width < limit
            && Math.Abs(toSource.M12) * height + Math.Abs(toSource.M13) < limit
            && Math.Abs(toSource.M22) * height + Math.Abs(toSource.M23) < limit;
        if (!vectors || !small) return;

        _columns = ArrayPool<int>.Shared.Rent(checked(2 * width));
        for (int x = 0; x < width; x++)
        {
            _columns[x] = (int)Round(toSource.M11 * x);
            _columns[width + x] = (int)Round(toSource.M21 * x);
        }
    }

    public int BlockWidth { get; }

    // What is added before the shift rounds to the closest step.
    private int Half => 1 << (_shift - 1);

    public void Fill(int x, int y, Span<int> xs, Span<int> ys)
    {
        long rowX = Round(_toSource.M12 * y + _toSource.M13) + Half;
        long rowY = Round(_toSource.M22 * y + _toSource.M23) + Half;
        if (_columns is null)
        {
            FillScalar(rowX, rowY, x, xs, ys);
            return;
        }

        Add(_columns.AsSpan(x, xs.Length), (int)rowX, xs);
        Add(_columns.AsSpan(_width + x, ys.Length), (int)rowY, ys);
    }

    public void Dispose()
    {
        if (_columns is not null) ArrayPool<int>.Shared.Return(_columns);
    }

    private void FillScalar(long rowX, long rowY, int x, Span<int> xs, Span<int> ys)
    {
        for (int i = 0; i < xs.Length; i++)
        {
            xs[i] = (int)Math.Clamp((rowX + Round(_toSource.M11 * (x + i))) >> _shift, int.MinValue, int.MaxValue);
            ys[i] = (int)Math.Clamp((rowY + Round(_toSource.M21 * (x + i))) >> _shift, int.MinValue, int.MaxValue);
        }
    }

    private void Add(ReadOnlySpan<int> columns, int row, Span<int> sums)
    {
        ref int from = ref MemoryMarshal.GetReference(columns);
        ref int to = ref MemoryMarshal.GetReference(sums);
        int i = 0;
        for (; i <= sums.Length - Vector128<int>.Count; i += Vector128<int>.Count)
            ((Vector128.LoadUnsafe(ref from, (nuint)i) + Vector128.Create(row)) >> _shift).StoreUnsafe(ref to, (nuint)i);
        for (; i < sums.Length; i++) sums[i] = (columns[i] + row) >> _shift;
    }

    /// <summary>In 1/1024, to even where halfway; far beyond any picture it is clamped so that sums cannot overflow.</summary>
    private static long Round(double pixels) => (long)Math.Clamp(Math.Round(pixels * (1 << ScaleBits)), -1e18, 1e18);
}
