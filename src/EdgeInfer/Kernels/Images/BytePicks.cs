using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EdgeInfer.Kernels;

/// <summary>Chosen bytes of a row, put side by side: the same ones of every row.</summary>
/// <remarks>
/// Sixteen at a time come from a few neighbouring vectors, each shuffled so that what it lacks is zero; AVX-512 VBMI picks up to
/// 64 out of 64 or 128 bytes at once. The shuffles are worked out once; where the bytes lie too far apart for that, they are fetched singly. No
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
    private readonly int _block;
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
        _starts = ArrayPool<int>.Shared.Rent(Math.Max(1, (_count + VectorBytes - 1) / VectorBytes));
        _orders = [];
        if (simd == SimdWidth.Scalar || _count < VectorBytes) return;

        if (simd == SimdWidth.V512 && Avx512Vbmi.IsSupported)
        {
            // As many at once as lie within what one shuffle takes from.
            foreach (int block in (ReadOnlySpan<int>)[64, 32, 16])
            {
                if (_count < block) continue;
                int widest = FindStarts(block), window = widest <= Window ? Window : TwoWindows;
                if (widest > window || window > rowBytes) continue;
                _block = block;
                _window = window;
                int blocks = (_count + block - 1) / block;
                _orders = ArrayPool<byte>.Shared.Rent(blocks * block);
                for (int i = 0; i < blocks; i++)
                {
                    int first = FirstOf(i, block), start = _starts[i] = Math.Min(_starts[i], rowBytes - window);
                    for (int k = 0; k < block; k++) _orders[i * block + k] = (byte)(_offsets[first + k] - start);
                }

                return;
            }
        }

        int loads = (FindStarts(VectorBytes) + VectorBytes - 1) / VectorBytes, reach = loads * VectorBytes;
        if (loads > MostLoads || reach > rowBytes) return;
        _block = VectorBytes;
        _loads = loads;
        int vectors = (_count + VectorBytes - 1) / VectorBytes;
        _orders = ArrayPool<byte>.Shared.Rent(vectors * reach);
        _orders.AsSpan(0, vectors * reach).Fill(255);
        for (int i = 0; i < vectors; i++)
        {
            int first = FirstOf(i, VectorBytes), start = _starts[i] = Math.Min(_starts[i], rowBytes - reach);
            Span<byte> orders = _orders.AsSpan(i * reach, reach);
            for (int k = 0; k < VectorBytes; k++)
            {
                int at = _offsets[first + k] - start;
                orders[at / VectorBytes * VectorBytes + k] = (byte)(at % VectorBytes);
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
            picked.StoreUnsafe(ref written, (nuint)FirstOf(block, VectorBytes));
        }
    }

    private void V512(ReadOnlySpan<byte> row, Span<byte> target)
    {
        ref byte written = ref MemoryMarshal.GetReference(target[.._count]);
        ref byte orders = ref MemoryMarshal.GetArrayDataReference(_orders);
        ref byte bytes = ref MemoryMarshal.GetReference(row);
        ref int starts = ref MemoryMarshal.GetArrayDataReference(_starts);
        nuint last = (nuint)(_count - _block), block = (nuint)_block, to = 0;
        for (int i = 0; to < (nuint)_count; i++, to += block)
        {
            // Only the lowest ones are wanted, where the order is shorter than a vector.
            Vector512<byte> order = _block switch
            {
                64 => Vector512.LoadUnsafe(ref orders, to),
                32 => Vector256.LoadUnsafe(ref orders, to).ToVector512Unsafe(),
                _ => Vector128.LoadUnsafe(ref orders, to).ToVector256Unsafe().ToVector512Unsafe(),
            };
            nuint start = (nuint)Unsafe.Add(ref starts, i), at = Math.Min(to, last);
            Vector512<byte> lower = Vector512.LoadUnsafe(ref bytes, start);
            Vector512<byte> picked = _window == Window
                ? Avx512Vbmi.PermuteVar64x8(lower, order)
                : Avx512Vbmi.PermuteVar64x8x2(lower, order, Vector512.LoadUnsafe(ref bytes, start + Window));
            if (_block == 64) picked.StoreUnsafe(ref written, at);
            else if (_block == 32) picked.GetLower().StoreUnsafe(ref written, at);
            else picked.GetLower().GetLower().StoreUnsafe(ref written, at);
        }
    }

    /// <summary>The lowest offset of each block.</summary>
    /// <returns>Bytes from it to the highest, in the widest block.</returns>
    private int FindStarts(int block)
    {
        int widest = 0;
        for (int i = 0; i * block < _count; i++)
        {
            int least = int.MaxValue, most = 0;
            foreach (int offset in _offsets.AsSpan(FirstOf(i, block), block)) (least, most) = (Math.Min(least, offset), Math.Max(most, offset));
            _starts[i] = least;
            widest = Math.Max(widest, most - least + 1);
        }

        return widest;
    }

    // The last block overlaps the one before.
    private int FirstOf(int index, int block) => Math.Min(index * block, _count - block);

    public void Dispose()
    {
        if (_offsets is null) return;
        ArrayPool<int>.Shared.Return(_offsets);
        ArrayPool<int>.Shared.Return(_starts);
        if (_orders.Length > 0) ArrayPool<byte>.Shared.Return(_orders);
    }
}
