using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EdgeInfer.Kernels;

/// <summary>Three channels to one run of pixels: the elements of 1, 2 or 4 bytes are moved, never looked at.</summary>
internal static class ChannelInterleave
{
    /// <param name="width">The widest vectors to use; for elements of 1 and 2 bytes more than 128 bits do not pay, since they would have to cross lanes.</param>
    /// <param name="first">The first channel; the others have as many elements.</param>
    /// <param name="second">The second channel.</param>
    /// <param name="third">The third channel.</param>
    /// <param name="pixels">Three elements a pixel; overlaps none of the channels.</param>
    public static void Run<T>(SimdWidth width, ReadOnlySpan<T> first, ReadOnlySpan<T> second, ReadOnlySpan<T> third, Span<T> pixels) where T : unmanaged
    {
        int vector = Vector128<byte>.Count / Unsafe.SizeOf<T>();
        if (width == SimdWidth.Scalar || first.Length < vector) Scalar(first, second, third, pixels);
        else if (Unsafe.SizeOf<T>() == 4 && width == SimdWidth.V512 && Avx512F.IsSupported && first.Length >= 16) V512(Words(first), Words(second), Words(third), Words(pixels));
        else if (Unsafe.SizeOf<T>() == 4 && width >= SimdWidth.V256 && Avx2.IsSupported && first.Length >= 8) V256(Words(first), Words(second), Words(third), Words(pixels));
        else V128(first, second, third, pixels);

        static Span<uint> Words(ReadOnlySpan<T> elements) =>
            MemoryMarshal.CreateSpan(ref Unsafe.As<T, uint>(ref MemoryMarshal.GetReference(elements)), elements.Length);
    }

    public static void Scalar<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second, ReadOnlySpan<T> third, Span<T> pixels) where T : unmanaged
    {
        for (int i = 0; i < first.Length; i++)
        {
            pixels[3 * i] = first[i];
            pixels[3 * i + 1] = second[i];
            pixels[3 * i + 2] = third[i];
        }
    }

    /// <remarks>16 bytes a channel or more; the last vectors overlap those before.</remarks>
    public static void V128<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second, ReadOnlySpan<T> third, Span<T> pixels) where T : unmanaged
    {
        ref byte red = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(first));
        ref byte green = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(second));
        ref byte blue = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(third));
        ref byte target = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(pixels));
        nuint last = (nuint)(first.Length * Unsafe.SizeOf<T>()) - 16;
        for (nuint i = 0; ; i = Math.Min(i + 16, last))
        {
            Vector128<byte> r = Vector128.LoadUnsafe(ref red, i), g = Vector128.LoadUnsafe(ref green, i), b = Vector128.LoadUnsafe(ref blue, i);
            (Vector128.ShuffleNative(r, Order<T>(0, 0)) | Vector128.ShuffleNative(g, Order<T>(0, 1)) | Vector128.ShuffleNative(b, Order<T>(0, 2)))
                .StoreUnsafe(ref target, 3 * i);
            (Vector128.ShuffleNative(r, Order<T>(1, 0)) | Vector128.ShuffleNative(g, Order<T>(1, 1)) | Vector128.ShuffleNative(b, Order<T>(1, 2)))
                .StoreUnsafe(ref target, 3 * i + 16);
            (Vector128.ShuffleNative(r, Order<T>(2, 0)) | Vector128.ShuffleNative(g, Order<T>(2, 1)) | Vector128.ShuffleNative(b, Order<T>(2, 2)))
                .StoreUnsafe(ref target, 3 * i + 32);
            if (i == last) break;
        }
    }

    /// <summary>For the k-th vector of three: where in a channel's vector each of its bytes lies; 255 where it is another channel's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Order<T>(int vector, int channel) where T : unmanaged => Unsafe.SizeOf<T>() switch
    {
        1 => (vector, channel) switch
        {
            (0, 0) => Vector128.Create((byte)0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255, 255, 5),
            (0, 1) => Vector128.Create((byte)255, 0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255, 255),
            (0, _) => Vector128.Create((byte)255, 255, 0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255),
            (1, 0) => Vector128.Create((byte)255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255, 10, 255),
            (1, 1) => Vector128.Create((byte)5, 255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255, 10),
            (1, _) => Vector128.Create((byte)255, 5, 255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255),
            (_, 0) => Vector128.Create((byte)255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15, 255, 255),
            (_, 1) => Vector128.Create((byte)255, 255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15, 255),
            _ => Vector128.Create((byte)10, 255, 255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15),
        },
        2 => (vector, channel) switch
        {
            (0, 0) => Vector128.Create((byte)0, 1, 255, 255, 255, 255, 2, 3, 255, 255, 255, 255, 4, 5, 255, 255),
            (0, 1) => Vector128.Create((byte)255, 255, 0, 1, 255, 255, 255, 255, 2, 3, 255, 255, 255, 255, 4, 5),
            (0, _) => Vector128.Create((byte)255, 255, 255, 255, 0, 1, 255, 255, 255, 255, 2, 3, 255, 255, 255, 255),
            (1, 0) => Vector128.Create((byte)255, 255, 6, 7, 255, 255, 255, 255, 8, 9, 255, 255, 255, 255, 10, 11),
            (1, 1) => Vector128.Create((byte)255, 255, 255, 255, 6, 7, 255, 255, 255, 255, 8, 9, 255, 255, 255, 255),
            (1, _) => Vector128.Create((byte)4, 5, 255, 255, 255, 255, 6, 7, 255, 255, 255, 255, 8, 9, 255, 255),
            (_, 0) => Vector128.Create((byte)255, 255, 255, 255, 12, 13, 255, 255, 255, 255, 14, 15, 255, 255, 255, 255),
            (_, 1) => Vector128.Create((byte)10, 11, 255, 255, 255, 255, 12, 13, 255, 255, 255, 255, 14, 15, 255, 255),
            _ => Vector128.Create((byte)255, 255, 10, 11, 255, 255, 255, 255, 12, 13, 255, 255, 255, 255, 14, 15),
        },
        _ => (vector, channel) switch
        {
            (0, 0) => Vector128.Create((byte)0, 1, 2, 3, 255, 255, 255, 255, 255, 255, 255, 255, 4, 5, 6, 7),
            (0, 1) => Vector128.Create((byte)255, 255, 255, 255, 0, 1, 2, 3, 255, 255, 255, 255, 255, 255, 255, 255),
            (0, _) => Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 0, 1, 2, 3, 255, 255, 255, 255),
            (1, 0) => Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 8, 9, 10, 11, 255, 255, 255, 255),
            (1, 1) => Vector128.Create((byte)4, 5, 6, 7, 255, 255, 255, 255, 255, 255, 255, 255, 8, 9, 10, 11),
            (1, _) => Vector128.Create((byte)255, 255, 255, 255, 4, 5, 6, 7, 255, 255, 255, 255, 255, 255, 255, 255),
            (_, 0) => Vector128.Create((byte)255, 255, 255, 255, 12, 13, 14, 15, 255, 255, 255, 255, 255, 255, 255, 255),
            (_, 1) => Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 12, 13, 14, 15, 255, 255, 255, 255),
            _ => Vector128.Create((byte)8, 9, 10, 11, 255, 255, 255, 255, 255, 255, 255, 255, 12, 13, 14, 15),
        },
    };

    // Lane j of the k-th vector holds channel (8k + j) mod 3 of pixel (8k + j) / 3.
    private static void V256(ReadOnlySpan<uint> first, ReadOnlySpan<uint> second, ReadOnlySpan<uint> third, Span<uint> pixels)
    {
        ref uint red = ref MemoryMarshal.GetReference(first);
        ref uint green = ref MemoryMarshal.GetReference(second);
        ref uint blue = ref MemoryMarshal.GetReference(third);
        ref uint target = ref MemoryMarshal.GetReference(pixels);
        nuint last = (nuint)first.Length - 8;
        for (nuint i = 0; ; i = Math.Min(i + 8, last))
        {
            Vector256<uint> r = Vector256.LoadUnsafe(ref red, i), g = Vector256.LoadUnsafe(ref green, i), b = Vector256.LoadUnsafe(ref blue, i);
            Vector256<uint> source = Vector256.Create(0u, 0, 0, 1, 1, 1, 2, 2);
            Merge(Vector256.Shuffle(r, source), Vector256.Shuffle(g, source), Vector256.Shuffle(b, source)).StoreUnsafe(ref target, 3 * i);
            source = Vector256.Create(2u, 3, 3, 3, 4, 4, 4, 5);
            Merge(Vector256.Shuffle(b, source), Vector256.Shuffle(r, source), Vector256.Shuffle(g, source)).StoreUnsafe(ref target, 3 * i + 8);
            source = Vector256.Create(5u, 5, 6, 6, 6, 7, 7, 7);
            Merge(Vector256.Shuffle(g, source), Vector256.Shuffle(b, source), Vector256.Shuffle(r, source)).StoreUnsafe(ref target, 3 * i + 16);
            if (i == last) break;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<uint> Merge(Vector256<uint> lanes036, Vector256<uint> lanes147, Vector256<uint> others) =>
            Avx2.Blend(Avx2.Blend(others, lanes147, 0b1001_0010), lanes036, 0b0100_1001);
    }

    // Lane j of the k-th vector holds channel (16k + j) mod 3 of pixel (16k + j) / 3. Two of the channels are brought together
    // first, then the third between them: an index of 16 or more takes from the second operand.
    private static void V512(ReadOnlySpan<uint> first, ReadOnlySpan<uint> second, ReadOnlySpan<uint> third, Span<uint> pixels)
    {
        ref uint red = ref MemoryMarshal.GetReference(first);
        ref uint green = ref MemoryMarshal.GetReference(second);
        ref uint blue = ref MemoryMarshal.GetReference(third);
        ref uint target = ref MemoryMarshal.GetReference(pixels);
        nuint last = (nuint)first.Length - 16;
        for (nuint i = 0; ; i = Math.Min(i + 16, last))
        {
            Vector512<uint> r = Vector512.LoadUnsafe(ref red, i), g = Vector512.LoadUnsafe(ref green, i), b = Vector512.LoadUnsafe(ref blue, i);
            Vector512<uint> mixed = Avx512F.PermuteVar16x32x2(r, Vector512.Create(0u, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5), g);
            Avx512F.PermuteVar16x32x2(mixed, Vector512.Create(0u, 1, 16, 3, 4, 17, 6, 7, 18, 9, 10, 19, 12, 13, 20, 15), b).StoreUnsafe(ref target, 3 * i);
            mixed = Avx512F.PermuteVar16x32x2(r, Vector512.Create(21u, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26), g);
            Avx512F.PermuteVar16x32x2(mixed, Vector512.Create(0u, 21, 2, 3, 22, 5, 6, 23, 8, 9, 24, 11, 12, 25, 14, 15), b).StoreUnsafe(ref target, 3 * i + 16);
            mixed = Avx512F.PermuteVar16x32x2(r, Vector512.Create(0u, 11, 27, 0, 12, 28, 0, 13, 29, 0, 14, 30, 0, 15, 31, 0), g);
            Avx512F.PermuteVar16x32x2(mixed, Vector512.Create(26u, 1, 2, 27, 4, 5, 28, 7, 8, 29, 10, 11, 30, 13, 14, 31), b).StoreUnsafe(ref target, 3 * i + 32);
            if (i == last) break;
        }
    }
}
