using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EdgeInfer.Kernels;

/// <summary>Chosen pixels of an interleaved row to planar 8-bit rows, the same columns of every row: nearest neighbour, or an odd shrink factor.</summary>
/// <remarks>
/// Where two neighbouring ones lie within 16 bytes, as when shrinking to a quarter or less, one load and one shuffle fetch both
/// and put their channels where they belong; further apart, pixels are fetched singly. The shuffles are worked out once; of
/// pixels equally far apart one serves all, which halves the loads, and loads are what this is bound by. No load reaches beyond
/// the row. Pooled: dispose once.
/// </remarks>
internal readonly ref struct PixelPicks
{
    private const int VectorBytes = 16;

    /// <summary>A pixel of three bytes is fetched as four where it is fetched alone.</summary>
    private const int LoadBytes = 4;

    /// <summary>Pixels of a block: half of them in the lower 128 bits of a vector, half in the upper.</summary>
    private const int Block = 32;

    private readonly SimdWidth _simd;
    private readonly ReadOnlySpan<int> _offsets;
    private readonly int _pixelBytes;
    private readonly BytePicks _bytes;
    private readonly int[]? _starts;
    private readonly byte[]? _orders;
    private readonly int _step;
    private readonly int _evenBlocks;

    /// <param name="simd">The widest vectors to use; more than 256 bits do not pay, since each 128 bits are a load of their own.</param>
    /// <param name="offsets">The byte offset of each pixel; never falls. Must stay as it is as long as this object is used.</param>
    /// <param name="pixelBytes">Bytes a pixel: 1, 3 or 4; the fourth is ignored.</param>
    /// <param name="rowBytes">How long all rows are, at least.</param>
    public PixelPicks(SimdWidth simd, ReadOnlySpan<int> offsets, int pixelBytes, int rowBytes)
    {
        _simd = simd;
        _offsets = offsets;
        _pixelBytes = pixelBytes;
        if (pixelBytes == 1)
        {
            _bytes = new BytePicks(simd, offsets, 0, 0, 1, rowBytes);
            return;
        }

        if (simd == SimdWidth.Scalar || offsets.Length < Block || rowBytes < VectorBytes) return;
        _step = offsets[1] - offsets[0];
        bool even = true;
        for (int i = 1; i < offsets.Length; i++)
        {
            int step = offsets[i] - offsets[i - 1];
            if (step + pixelBytes > VectorBytes) return;
            even &= step == _step;
        }

        if (even) _evenBlocks = CountEvenBlocks(rowBytes);

        // The last block overlaps the one before.
        int blocks = (offsets.Length + Block - 1) / Block;
        _starts = ArrayPool<int>.Shared.Rent(blocks * Block / 2);
        _orders = ArrayPool<byte>.Shared.Rent(blocks * Block / 2 * VectorBytes);
        _orders.AsSpan(0, blocks * Block / 2 * VectorBytes).Fill(255);
        for (int at = 0; at < blocks * Block / 2; at++)
        {
            // Pairs in the order in which they are fetched: one for the lower half of a vector, one for its upper half.
            int pair = at / 2 % 8, first = FirstOf(at / 16) + at % 2 * 16 + 2 * pair;
            int start = Math.Min(offsets[first], rowBytes - VectorBytes);
            _starts[at] = start;
            Span<byte> order = _orders.AsSpan(at * VectorBytes, VectorBytes);
            for (int channel = 0; channel < 3; channel++)
            {
                // Four bytes a channel, two for the even pairs, two for the odd ones.
                int place = 4 * channel + pair % 2 * 2;
                order[place] = (byte)(offsets[first] - start + channel);
                order[place + 1] = (byte)(offsets[first + 1] - start + channel);
            }
        }
    }

    /// <param name="row">At least as long as announced.</param>
    /// <param name="levels">One plane for one byte a pixel, else three.</param>
    /// <param name="planeStride">Elements from one plane to the next, at least the number of offsets.</param>
    public void Run(ReadOnlySpan<byte> row, Span<byte> levels, int planeStride)
    {
        if (_pixelBytes == 1) _bytes.Run(row, levels);
        else if (_simd == SimdWidth.Scalar) Scalar(row, levels, planeStride, 0);
        else if (_starts is null) SinglesV128(row, levels, planeStride);
        else if (_simd >= SimdWidth.V256 && Avx2.IsSupported) PairsV256(row, levels, planeStride);
        else PairsV128(row, levels, planeStride);
    }

    /// <remarks>Leaves alone the columns before <paramref name="from"/>.</remarks>
    private void Scalar(ReadOnlySpan<byte> row, Span<byte> levels, int planeStride, int from)
    {
        for (int plane = 0; plane < 3; plane++)
        {
            Span<byte> target = levels.Slice(plane * planeStride, _offsets.Length);
            for (int i = from; i < target.Length; i++) target[i] = row[_offsets[i] + plane];
        }
    }

    /// <summary>Of pixels equally far apart: blocks from the first on of which no load reaches beyond the row.</summary>
    private int CountEvenBlocks(int rowBytes)
    {
        int blocks = 0;
        while ((blocks + 1) * Block <= _offsets.Length && _offsets[(blocks + 1) * Block - 2] + VectorBytes <= rowBytes) blocks++;
        return blocks;
    }

    private void PairsV128(ReadOnlySpan<byte> row, Span<byte> levels, int planeStride)
    {
        ref byte pixels = ref MemoryMarshal.GetReference(row), target = ref MemoryMarshal.GetReference(levels);
        ref byte orders = ref MemoryMarshal.GetArrayDataReference(_orders!);
        ref int starts = ref MemoryMarshal.GetArrayDataReference(_starts!);
        nuint stride = (nuint)planeStride;
        for (int block = 0; block * Block < _offsets.Length; block++)
        {
            for (int half = 0; half < 2; half++)
            {
                Vector128<uint> a = Four(ref pixels, ref starts, ref orders, 16 * block + half);
                Vector128<uint> b = Four(ref pixels, ref starts, ref orders, 16 * block + half + 4);
                Vector128<uint> c = Four(ref pixels, ref starts, ref orders, 16 * block + half + 8);
                Vector128<uint> d = Four(ref pixels, ref starts, ref orders, 16 * block + half + 12);
                Planes.FromGroups(a, b, c, d, out Vector128<byte> first, out Vector128<byte> second, out Vector128<byte> third);
                nuint at = (nuint)(FirstOf(block) + 16 * half);
                first.StoreUnsafe(ref target, at);
                second.StoreUnsafe(ref target, at + stride);
                third.StoreUnsafe(ref target, at + 2 * stride);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector128<uint> Four(ref byte pixels, ref int starts, ref byte orders, int at) =>
            (Two(ref pixels, ref starts, ref orders, at) | Two(ref pixels, ref starts, ref orders, at + 2)).AsUInt32();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector128<byte> Two(ref byte pixels, ref int starts, ref byte orders, int at) => Vector128.ShuffleNative(
            Vector128.LoadUnsafe(ref pixels, (nuint)Unsafe.Add(ref starts, at)), Vector128.LoadUnsafe(ref orders, (nuint)at * VectorBytes));
    }

    private void PairsV256(ReadOnlySpan<byte> row, Span<byte> levels, int planeStride)
    {
        ref byte pixels = ref MemoryMarshal.GetReference(row), target = ref MemoryMarshal.GetReference(levels);
        ref byte orders = ref MemoryMarshal.GetArrayDataReference(_orders!);
        ref int starts = ref MemoryMarshal.GetArrayDataReference(_starts!);
        nuint stride = (nuint)planeStride;
        if (_evenBlocks > 0) EvenV256(ref pixels, ref target, stride);
        for (int block = _evenBlocks; block * Block < _offsets.Length; block++)
        {
            Vector256<uint> a = Four(ref pixels, ref starts, ref orders, 16 * block), b = Four(ref pixels, ref starts, ref orders, 16 * block + 4);
            Vector256<uint> c = Four(ref pixels, ref starts, ref orders, 16 * block + 8), d = Four(ref pixels, ref starts, ref orders, 16 * block + 12);
            StoreGroups(a, b, c, d, ref Unsafe.Add(ref target, FirstOf(block)), stride);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<uint> Four(ref byte pixels, ref int starts, ref byte orders, int at) =>
            (Two(ref pixels, ref starts, ref orders, at) | Two(ref pixels, ref starts, ref orders, at + 2)).AsUInt32();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<byte> Two(ref byte pixels, ref int starts, ref byte orders, int at) => Avx2.Shuffle(
            Vector256.Create(
                Vector128.LoadUnsafe(ref pixels, (nuint)Unsafe.Add(ref starts, at)), Vector128.LoadUnsafe(ref pixels, (nuint)Unsafe.Add(ref starts, at + 1))),
            Vector256.LoadUnsafe(ref orders, (nuint)at * VectorBytes));
    }

    private void EvenV256(ref byte pixels, ref byte target, nuint stride)
    {
        // The first block's orders, in which no load was moved, are everybody's.
        ref byte orders = ref MemoryMarshal.GetArrayDataReference(_orders!);
        Vector256<byte> first = Vector256.LoadUnsafe(ref orders), second = Vector256.LoadUnsafe(ref orders, 2 * VectorBytes);
        nuint pair = 2 * (nuint)_step, half = 8 * pair;
        ref byte at = ref Unsafe.Add(ref pixels, _offsets[0]);
        for (int block = 0; block < _evenBlocks; block++)
        {
            StoreGroups(
                Four(ref at, pair, half, first, second), Four(ref Unsafe.Add(ref at, 2 * pair), pair, half, first, second),
                Four(ref Unsafe.Add(ref at, 4 * pair), pair, half, first, second), Four(ref Unsafe.Add(ref at, 6 * pair), pair, half, first, second),
                ref target, stride);
            at = ref Unsafe.Add(ref at, 2 * half);
            target = ref Unsafe.Add(ref target, Block);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<uint> Four(ref byte at, nuint pair, nuint half, Vector256<byte> first, Vector256<byte> second) =>
            (Avx2.Shuffle(Two(ref at, half), first) | Avx2.Shuffle(Two(ref Unsafe.Add(ref at, pair), half), second)).AsUInt32();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<byte> Two(ref byte at, nuint half) => Vector256.Create(Vector128.LoadUnsafe(ref at), Vector128.LoadUnsafe(ref at, half));
    }

    /// <summary>As <see cref="Planes.FromGroups"/>, in each half of the vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreGroups(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d, ref byte target, nuint stride)
    {
        Vector256<uint> evenLower = Avx2.UnpackLow(a, c), evenUpper = Avx2.UnpackHigh(a, c);
        Vector256<uint> oddLower = Avx2.UnpackLow(b, d), oddUpper = Avx2.UnpackHigh(b, d);
        Avx2.UnpackLow(evenLower, oddLower).AsByte().StoreUnsafe(ref target);
        Avx2.UnpackHigh(evenLower, oddLower).AsByte().StoreUnsafe(ref target, stride);
        Avx2.UnpackLow(evenUpper, oddUpper).AsByte().StoreUnsafe(ref target, 2 * stride);
    }

    // The last pixel of a row is left to the scalar code. The last vector overlaps the one before.
    private void SinglesV128(ReadOnlySpan<byte> row, Span<byte> levels, int planeStride)
    {
        ref byte pixels = ref MemoryMarshal.GetReference(row);
        ref int at = ref MemoryMarshal.GetReference(_offsets);
        ref byte target = ref MemoryMarshal.GetReference(levels);
        nuint stride = (nuint)planeStride;
        int safe = _offsets.Length;
        while (safe > 0 && _offsets[safe - 1] + LoadBytes > row.Length) safe--;
        int last = safe - 16;
        if (last < 0)
        {
            Scalar(row, levels, planeStride, 0);
            return;
        }

        for (int i = 0; ; i = Math.Min(i + 16, last))
        {
            Planes.FromPixels(
                Four(ref pixels, ref Unsafe.Add(ref at, i)), Four(ref pixels, ref Unsafe.Add(ref at, i + 4)),
                Four(ref pixels, ref Unsafe.Add(ref at, i + 8)), Four(ref pixels, ref Unsafe.Add(ref at, i + 12)),
                out Vector128<byte> first, out Vector128<byte> second, out Vector128<byte> third);
            first.StoreUnsafe(ref target, (nuint)i);
            second.StoreUnsafe(ref target, (nuint)i + stride);
            third.StoreUnsafe(ref target, (nuint)i + 2 * stride);
            if (i == last) break;
        }

        Scalar(row, levels, planeStride, safe);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector128<byte> Four(ref byte pixels, ref int at) => Vector128.Create(
            Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixels, at)),
            Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixels, Unsafe.Add(ref at, 1))),
            Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixels, Unsafe.Add(ref at, 2))),
            Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixels, Unsafe.Add(ref at, 3)))).AsByte();
    }

    private int FirstOf(int block) => Math.Min(block * Block, _offsets.Length - Block);

    public void Dispose()
    {
        _bytes.Dispose();
        if (_starts is null) return;
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<byte>.Shared.Return(_orders!);
    }
}
