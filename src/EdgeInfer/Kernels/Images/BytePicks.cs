using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EdgeInfer.Kernels;

/// <summary>Chosen bytes of a row, put side by side: the same ones of every row.</summary>
/// <remarks>
/// Sixteen at a time come from a few neighbouring vectors, each shuffled so that what it lacks is zero; AVX-512 VBMI shuffles 64 or
/// 128 bytes at once. The shuffles are worked out once; where the bytes lie too far apart for that, they are fetched singly. No
/// load reaches beyond the row. Pooled: dispose once.
/// </remarks>
internal readonly ref struct BytePicks
{
    private const int VectorBytes = 16;

    // Beyond this, single bytes are no slower.
    private const int MostLoads = 8;

    // What one or two of the widest vectors hold.
    private const int Window = 64, TwoWindows = 128;

    private readonly int _count;
    private readonly int _loads;
    private readonly int _window;
    private readonly int[] _offsets;
    private readonly int[] _starts;
    private readonly byte[] _orders;

    /// <param name="simd">The widest vectors to use.</param>
    /// <param name="columns">Column numbers, in any order.</param>
    /// <param name="phase">What is added to each.</param>
    /// <param name="shift">By how many bits each is then shifted right.</param>
    /// <param name="step">What it is then multiplied with, to give the byte's place in the row.</param>
    /// <param name="rowBytes">How long all rows are, at least.</param>
    public BytePicks(SimdWidth simd, ReadOnlySpan<int> columns, int phase, int shift, int step, int rowBytes)
    {
        _count = columns.Length;
        _offsets = ArrayPool<int>.Shared.Rent(_count);
        for (int i = 0; i < _count; i++) _offsets[i] = ((columns[i] + phase) >> shift) * step;

        // The last block overlaps the one before.
        int blocks = _count < VectorBytes ? 0 : (_count + VectorBytes - 1) / VectorBytes, widest = 0;
        _starts = ArrayPool<int>.Shared.Rent(Math.Max(1, blocks));
        for (int block = 0; block < blocks; block++)
        {
            int least = int.MaxValue, most = 0;
            foreach (int offset in _offsets.AsSpan(FirstOf(block), VectorBytes)) (least, most) = (Math.Min(least, offset), Math.Max(most, offset));
            _starts[block] = least;
            widest = Math.Max(widest, most - least + 1);
        }

        int loads = (widest + VectorBytes - 1) / VectorBytes, reach = loads * VectorBytes;
        // One or two small shuffles cost less than a large one.
        if (simd == SimdWidth.V512 && Avx512Vbmi.IsSupported && loads > 2)
        {
            int window = reach <= Window ? Window : TwoWindows;
            if (reach <= window && window <= rowBytes)
            {
                _window = window;
                _orders = ArrayPool<byte>.Shared.Rent(blocks * VectorBytes);
                for (int block = 0; block < blocks; block++)
                {
                    int start = _starts[block] = Math.Min(_starts[block], rowBytes - window);
                    for (int i = 0; i < VectorBytes; i++) _orders[block * VectorBytes + i] = (byte)(_offsets[FirstOf(block) + i] - start);
                }

                return;
            }
        }

        _loads = simd != SimdWidth.Scalar && loads <= MostLoads && reach <= rowBytes ? loads : 0;
        _orders = ArrayPool<byte>.Shared.Rent(Math.Max(1, blocks * _loads * VectorBytes));
        if (_loads == 0) return;
        _orders.AsSpan(0, blocks * reach).Fill(255);
        for (int block = 0; block < blocks; block++)
        {
            int first = FirstOf(block), start = _starts[block] = Math.Min(_starts[block], rowBytes - reach);
            Span<byte> orders = _orders.AsSpan(block * reach, reach);
            for (int i = 0; i < VectorBytes; i++)
            {
                int at = _offsets[first + i] - start;
                orders[at / VectorBytes * VectorBytes + i] = (byte)(at % VectorBytes);
            }
        }
    }

    /// <param name="row">At least as long as announced.</param>
    /// <param name="target">As long as there are columns, or longer.</param>
    public void Run(ReadOnlySpan<byte> row, Span<byte> target)
    {
        if (_window != 0) V512(row, target);
        else if (_loads != 0) V128(row, target);
        else Scalar(row, target);
    }

    private void Scalar(ReadOnlySpan<byte> row, Span<byte> target)
    {
        ReadOnlySpan<int> offsets = _offsets.AsSpan(0, _count);
        target = target[..offsets.Length];
        for (int i = 0; i < target.Length; i++) target[i] = row[offsets[i]];
    }

    private void V128(ReadOnlySpan<byte> row, Span<byte> target)
    {
        ref byte written = ref MemoryMarshal.GetReference(target[.._count]);
        ref byte orders = ref MemoryMarshal.GetArrayDataReference(_orders);
        ref byte bytes = ref MemoryMarshal.GetReference(row);
        ReadOnlySpan<int> starts = _starts.AsSpan(0, (_count + VectorBytes - 1) / VectorBytes);
        int loads = _loads;
        nuint order = 0;
        for (int block = 0; block < starts.Length; block++)
        {
            nuint at = (nuint)starts[block];
            Vector128<byte> picked = Vector128.ShuffleNative(Vector128.LoadUnsafe(ref bytes, at), Vector128.LoadUnsafe(ref orders, order));
            for (int load = 1; load < loads; load++)
            {
                order += VectorBytes;
                at += VectorBytes;
                picked |= Vector128.ShuffleNative(Vector128.LoadUnsafe(ref bytes, at), Vector128.LoadUnsafe(ref orders, order));
            }

            order += VectorBytes;
            picked.StoreUnsafe(ref written, (nuint)FirstOf(block));
        }
    }

    private void V512(ReadOnlySpan<byte> row, Span<byte> target)
    {
        ref byte written = ref MemoryMarshal.GetReference(target[.._count]);
        ref byte orders = ref MemoryMarshal.GetArrayDataReference(_orders);
        ref byte bytes = ref MemoryMarshal.GetReference(row);
        ReadOnlySpan<int> starts = _starts.AsSpan(0, (_count + VectorBytes - 1) / VectorBytes);
        nuint last = (nuint)(_count - VectorBytes), to = 0;
        for (int block = 0; block < starts.Length; block++, to += VectorBytes)
        {
            // Only the lowest sixteen are wanted.
            Vector512<byte> order = Vector128.LoadUnsafe(ref orders, to).ToVector256Unsafe().ToVector512Unsafe();
            Vector512<byte> lower = Vector512.LoadUnsafe(ref bytes, (nuint)starts[block]);
            Vector512<byte> picked = _window == Window
                ? Avx512Vbmi.PermuteVar64x8(lower, order)
                : Avx512Vbmi.PermuteVar64x8x2(lower, order, Vector512.LoadUnsafe(ref bytes, (nuint)starts[block] + Window));
            picked.GetLower().GetLower().StoreUnsafe(ref written, Math.Min(to, last));
        }
    }

    private int FirstOf(int block) => Math.Min(block * VectorBytes, _count - VectorBytes);

    public void Dispose()
    {
        if (_offsets is null) return;
        ArrayPool<int>.Shared.Return(_offsets);
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<byte>.Shared.Return(_orders);
    }
}
