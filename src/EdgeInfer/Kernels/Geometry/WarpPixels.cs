using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

// Columns are weighed first, into 13 bits, then rows with weights scaled by 64: a value times 2^16 in a 32-bit lane, so that
// the rounded result is the lane's third byte and needs no shift.

/// <summary>One byte: four pixels fill a vector.</summary>
internal readonly struct GrayPixel : IWarpPixel
{
    public static int Bytes => 1;

    public static int Reach => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Blend(
        ref byte source, Vector128<int> offsets, nint stride, Vector128<byte> columnWeights, Vector128<short> rowWeights, ref byte destination)
    {
        // Lanes of 32 bits: upper left, upper right, lower left, lower right.
        Vector128<byte> neighbours = Vector128.Create(
            Load(ref Unsafe.Add(ref source, offsets[0]), stride), Load(ref Unsafe.Add(ref source, offsets[1]), stride),
            Load(ref Unsafe.Add(ref source, offsets[2]), stride), Load(ref Unsafe.Add(ref source, offsets[3]), stride)).AsByte();
        Vector128<int> sums = PairSums.OfWords(PairSums.OfBytes(neighbours, columnWeights), rowWeights) + Vector128.Create(1 << 15);
        uint pixels = Vector128.Shuffle(sums.AsByte(), Vector128.Create((byte)2, 6, 10, 14, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)).AsUInt32()[0];
        Unsafe.WriteUnaligned(ref destination, pixels);
    }

    public static int CubicReach => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BlendCubic(ref byte source, nint stride, ref short weights, ref byte destination)
    {
        Vector128<byte> neighbours = Vector128.Create(
            Unsafe.ReadUnaligned<uint>(ref source), Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, stride)),
            Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, 2 * stride)), Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, 3 * stride))).AsByte();
        (Vector128<ushort> upper, Vector128<ushort> lower) = Vector128.Widen(neighbours);
        Vector128<int> sums = PairSums.OfSignedWords(upper.AsInt16(), Vector128.LoadUnsafe(ref weights))
            + PairSums.OfSignedWords(lower.AsInt16(), Vector128.LoadUnsafe(ref weights, 8));
        destination = CubicBlend.Level(Vector128.Sum(sums));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ref byte source, ref byte destination) => destination = source;

    // Byte order matters only in that both rows are read alike: .NET runs on little-endian machines wherever it has vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Load(ref byte at, nint stride) =>
        Unsafe.ReadUnaligned<ushort>(ref at) | Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref at, stride)) << 16;
}

/// <summary>Three bytes: a pixel fills three of a vector's four lanes.</summary>
internal readonly struct ThreeBytePixel : IWarpPixel
{
    public static int Bytes => 3;

    // 8 bytes are read for the 6 that count.
    public static int Reach => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Blend(
        ref byte source, Vector128<int> offsets, nint stride, Vector128<byte> columnWeights, Vector128<short> rowWeights, ref byte destination)
    {
        Vector128<byte> order = Vector128.Create((byte)0, 3, 8, 11, 1, 4, 9, 12, 2, 5, 10, 13, 255, 255, 255, 255);
        Vector128<byte> pixels =
            Vector128.Shuffle(
                ColorBlend.One(ref Unsafe.Add(ref source, offsets[0]), stride, order, Vector128.Shuffle(columnWeights.AsInt32(), Vector128.Create(0, 0, 0, 0)), Vector128.Shuffle(rowWeights.AsInt32(), Vector128.Create(0, 0, 0, 0))),
                Vector128.Create((byte)2, 6, 10, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(
                ColorBlend.One(ref Unsafe.Add(ref source, offsets[1]), stride, order, Vector128.Shuffle(columnWeights.AsInt32(), Vector128.Create(1, 1, 1, 1)), Vector128.Shuffle(rowWeights.AsInt32(), Vector128.Create(1, 1, 1, 1))),
                Vector128.Create((byte)255, 255, 255, 2, 6, 10, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(
                ColorBlend.One(ref Unsafe.Add(ref source, offsets[2]), stride, order, Vector128.Shuffle(columnWeights.AsInt32(), Vector128.Create(2, 2, 2, 2)), Vector128.Shuffle(rowWeights.AsInt32(), Vector128.Create(2, 2, 2, 2))),
                Vector128.Create((byte)255, 255, 255, 255, 255, 255, 2, 6, 10, 255, 255, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(
                ColorBlend.One(ref Unsafe.Add(ref source, offsets[3]), stride, order, Vector128.Shuffle(columnWeights.AsInt32(), Vector128.Create(3, 3, 3, 3)), Vector128.Shuffle(rowWeights.AsInt32(), Vector128.Create(3, 3, 3, 3))),
                Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 2, 6, 10, 255, 255, 255, 255));
        Unsafe.WriteUnaligned(ref destination, pixels.AsUInt64()[0]);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, 8), pixels.AsUInt32()[2]);
    }

    // 16 bytes are read for the 12 that count.
    public static int CubicReach => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BlendCubic(ref byte source, nint stride, ref short weights, ref byte destination)
    {
        Vector128<byte> left = Vector128.Create((byte)0, 255, 3, 255, 1, 255, 4, 255, 2, 255, 5, 255, 255, 255, 255, 255);
        Vector128<byte> right = Vector128.Create((byte)6, 255, 9, 255, 7, 255, 10, 255, 8, 255, 11, 255, 255, 255, 255, 255);
        Vector128<int> levels = CubicBlend.Color(ref source, stride, ref weights, left, right);
        uint pixel = Vector128.Shuffle(levels.AsByte(), Vector128.Create((byte)0, 4, 8, 12, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)).AsUInt32()[0];
        Unsafe.WriteUnaligned(ref destination, (ushort)pixel);
        Unsafe.Add(ref destination, 2) = (byte)(pixel >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ref byte source, ref byte destination)
    {
        Unsafe.WriteUnaligned(ref destination, Unsafe.ReadUnaligned<ushort>(ref source));
        Unsafe.Add(ref destination, 2) = Unsafe.Add(ref source, 2);
    }
}

/// <summary>Four bytes: a pixel fills a vector's four lanes.</summary>
internal readonly struct FourBytePixel : IWarpPixel
{
    public static int Bytes => 4;

    public static int Reach => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Blend(
        ref byte source, Vector128<int> offsets, nint stride, Vector128<byte> columnWeights, Vector128<short> rowWeights, ref byte destination)
    {
        Vector128<byte> order = Vector128.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
        Vector128<byte> pixels =
            Vector128.Shuffle(
                ColorBlend.One(ref Unsafe.Add(ref source, offsets[0]), stride, order, Vector128.Shuffle(columnWeights.AsInt32(), Vector128.Create(0, 0, 0, 0)), Vector128.Shuffle(rowWeights.AsInt32(), Vector128.Create(0, 0, 0, 0))),
                Vector128.Create((byte)2, 6, 10, 14, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(
                ColorBlend.One(ref Unsafe.Add(ref source, offsets[1]), stride, order, Vector128.Shuffle(columnWeights.AsInt32(), Vector128.Create(1, 1, 1, 1)), Vector128.Shuffle(rowWeights.AsInt32(), Vector128.Create(1, 1, 1, 1))),
                Vector128.Create((byte)255, 255, 255, 255, 2, 6, 10, 14, 255, 255, 255, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(
                ColorBlend.One(ref Unsafe.Add(ref source, offsets[2]), stride, order, Vector128.Shuffle(columnWeights.AsInt32(), Vector128.Create(2, 2, 2, 2)), Vector128.Shuffle(rowWeights.AsInt32(), Vector128.Create(2, 2, 2, 2))),
                Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 2, 6, 10, 14, 255, 255, 255, 255))
            | Vector128.Shuffle(
                ColorBlend.One(ref Unsafe.Add(ref source, offsets[3]), stride, order, Vector128.Shuffle(columnWeights.AsInt32(), Vector128.Create(3, 3, 3, 3)), Vector128.Shuffle(rowWeights.AsInt32(), Vector128.Create(3, 3, 3, 3))),
                Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2, 6, 10, 14));
        pixels.StoreUnsafe(ref destination);
    }

    public static int CubicReach => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BlendCubic(ref byte source, nint stride, ref short weights, ref byte destination)
    {
        Vector128<byte> left = Vector128.Create((byte)0, 255, 4, 255, 1, 255, 5, 255, 2, 255, 6, 255, 3, 255, 7, 255);
        Vector128<byte> right = Vector128.Create((byte)8, 255, 12, 255, 9, 255, 13, 255, 10, 255, 14, 255, 11, 255, 15, 255);
        Vector128<int> levels = CubicBlend.Color(ref source, stride, ref weights, left, right);
        uint pixel = Vector128.Shuffle(levels.AsByte(), Vector128.Create((byte)0, 4, 8, 12, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)).AsUInt32()[0];
        Unsafe.WriteUnaligned(ref destination, pixel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ref byte source, ref byte destination) =>
        Unsafe.WriteUnaligned(ref destination, Unsafe.ReadUnaligned<uint>(ref source));
}

/// <summary>One pixel of three or four channels from its four neighbours.</summary>
internal static class ColorBlend
{
    /// <param name="at">The upper left neighbour: 8 bytes are read from here, and 8 from the row below.</param>
    /// <param name="stride">Bytes from row to row.</param>
    /// <param name="order">Brings the 16 bytes into order: for each channel upper left, upper right, lower left, lower right.</param>
    /// <param name="columnWeights">In every 32-bit lane, in bytes: left, right, left, right.</param>
    /// <param name="rowWeights">In every 32-bit lane, in 16 bits: upper, lower.</param>
    /// <returns>Each channel in the third byte of its 32-bit lane.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> One(ref byte at, nint stride, Vector128<byte> order, Vector128<int> columnWeights, Vector128<int> rowWeights)
    {
        Vector128<byte> rows = Vector128.Create(Unsafe.ReadUnaligned<ulong>(ref at), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, stride))).AsByte();
        Vector128<short> upperAndLower = PairSums.OfBytes(Vector128.Shuffle(rows, order), columnWeights.AsByte());
        return (PairSums.OfWords(upperAndLower, rowWeights.AsInt16()) + Vector128.Create(1 << 15)).AsByte();
    }
}
