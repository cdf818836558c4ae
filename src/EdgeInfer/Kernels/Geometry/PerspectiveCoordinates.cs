using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>
/// Source points of a perspective warp, one division a pixel, rounded to even where halfway. OpenCV's
/// <c>warpPerspective</c> starts each block of a row anew; doing the same makes the last bits agree.
/// </summary>
internal readonly struct PerspectiveCoordinates : IWarpCoordinates
{
    // A double of this size has no bits after the binary point: adding it rounds, to even, and the low 32 bits of the sum are
    // the rounded number as a two's complement integer.
    private const double RoundingShift = 3L << 51;

    private readonly PerspectiveTransform _toSource;
    private readonly double _unit;
    private readonly bool _vectors;

    /// <inheritdoc cref="AffineCoordinates(in AffineTransform, WarpSampling, int, int, bool)"/>
    public PerspectiveCoordinates(in PerspectiveTransform toSource, WarpSampling sampling, int width, int height, bool vectors)
    {
        _toSource = toSource;
        _unit = sampling == WarpSampling.Nearest ? 1 : 1 << IWarpCoordinates.FractionBits;
        _vectors = vectors;
        // Blocks of 1024 pixels, 16 rows high where there are as many.
        BlockWidth = Math.Min(1024 / Math.Min(16, height), width);
    }

    public int BlockWidth { get; }

    public void Fill(int x, int y, Span<int> xs, Span<int> ys)
    {
        double startX = _toSource.M11 * x + _toSource.M12 * y + _toSource.M13;
        double startY = _toSource.M21 * x + _toSource.M22 * y + _toSource.M23;
        double startW = _toSource.M31 * x + _toSource.M32 * y + _toSource.M33;
        int done = _vectors && Vector256.IsHardwareAccelerated ? FillVector(startX, startY, startW, xs, ys) : 0;
        for (int i = done; i < xs.Length; i++)
        {
            double w = startW + _toSource.M31 * i;
            double scale = w != 0 ? _unit / w : 0;
            xs[i] = Round((startX + _toSource.M11 * i) * scale);
            ys[i] = Round((startY + _toSource.M21 * i) * scale);
        }
    }

    private int FillVector(double startX, double startY, double startW, Span<int> xs, Span<int> ys)
    {
        ref int xsStart = ref MemoryMarshal.GetReference(xs);
        ref int ysStart = ref MemoryMarshal.GetReference(ys);
        Vector256<double> column = Vector256.Create(0.0, 1, 2, 3);
        int i = 0;
        for (; i <= xs.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            Vector256<double> w = Vector256.Create(startW) + Vector256.Create(_toSource.M31) * column;
            Vector256<double> isZero = Vector256.Equals(w, Vector256<double>.Zero);
            Vector256<double> scale = Vector256.AndNot(Vector256.Create(_unit) / w, isZero);
            Round((Vector256.Create(startX) + Vector256.Create(_toSource.M11) * column) * scale).StoreUnsafe(ref xsStart, (nuint)i);
            Round((Vector256.Create(startY) + Vector256.Create(_toSource.M21) * column) * scale).StoreUnsafe(ref ysStart, (nuint)i);
            column += Vector256.Create(4.0);
        }

        return i;
    }

    /// <summary>NaN, which only a point at infinity gives, lies outside every picture.</summary>
    private static int Round(double value) =>
        double.IsNaN(value) ? int.MinValue : (int)Math.Round(Math.Clamp(value, int.MinValue, int.MaxValue));

    private static Vector128<int> Round(Vector256<double> value)
    {
        Vector256<double> isNumber = Vector256.Equals(value, value);
        value = Vector256.ConditionalSelect(isNumber, value, Vector256.Create((double)int.MinValue));
        value = Vector256.Min(Vector256.Max(value, Vector256.Create((double)int.MinValue)), Vector256.Create((double)int.MaxValue));
        Vector256<long> bits = (value + Vector256.Create(RoundingShift)).AsInt64();
        return Vector128.Narrow(bits.GetLower(), bits.GetUpper());
    }
}
