using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>
/// Planar 8-bit levels to normalised floats: <c>level × factor + bias</c>, rounded after each of the two steps and never
/// fused, so that every width and every machine gives the same bits.
/// </summary>
internal static class LevelsToTensor
{
    /// <summary>One plane.</summary>
    /// <param name="width">The widest vectors to use.</param>
    /// <param name="levels">The channel's levels.</param>
    /// <param name="factor">Multiplies a level.</param>
    /// <param name="bias">Is added then.</param>
    /// <param name="destination">As many floats as there are levels.</param>
    public static void Planar(SimdWidth width, ReadOnlySpan<byte> levels, float factor, float bias, Span<float> destination)
    {
        if (width == SimdWidth.V512 && levels.Length >= 64) PlanarV512(levels, factor, bias, destination);
        else if (width >= SimdWidth.V256 && levels.Length >= 32) PlanarV256(levels, factor, bias, destination);
        else if (width >= SimdWidth.V128 && levels.Length >= 16) PlanarV128(levels, factor, bias, destination);
        else PlanarScalar(levels, factor, bias, destination);
    }

    public static void PlanarScalar(ReadOnlySpan<byte> levels, float factor, float bias, Span<float> destination)
    {
        for (int i = 0; i < levels.Length; i++) destination[i] = levels[i] * factor + bias;
    }

    /// <remarks>16 levels or more; the last vector overlaps the one before.</remarks>
    public static void PlanarV128(ReadOnlySpan<byte> levels, float factor, float bias, Span<float> destination)
    {
        ref byte source = ref MemoryMarshal.GetReference(levels);
        ref float target = ref MemoryMarshal.GetReference(destination);
        Vector128<float> factors = Vector128.Create(factor), biases = Vector128.Create(bias);
        nuint last = (nuint)levels.Length - 16;
        for (nuint i = 0; ; i = Math.Min(i + 16, last))
        {
            (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.LoadUnsafe(ref source, i));
            (Vector128<uint> first, Vector128<uint> second) = Vector128.Widen(lower);
            (Vector128<uint> third, Vector128<uint> fourth) = Vector128.Widen(upper);
            (Vector128.ConvertToSingle(first.AsInt32()) * factors + biases).StoreUnsafe(ref target, i);
            (Vector128.ConvertToSingle(second.AsInt32()) * factors + biases).StoreUnsafe(ref target, i + 4);
            (Vector128.ConvertToSingle(third.AsInt32()) * factors + biases).StoreUnsafe(ref target, i + 8);
            (Vector128.ConvertToSingle(fourth.AsInt32()) * factors + biases).StoreUnsafe(ref target, i + 12);
            if (i == last) break;
        }
    }

    /// <remarks>32 levels or more; the last vector overlaps the one before.</remarks>
    public static void PlanarV256(ReadOnlySpan<byte> levels, float factor, float bias, Span<float> destination)
    {
        ref byte source = ref MemoryMarshal.GetReference(levels);
        ref float target = ref MemoryMarshal.GetReference(destination);
        Vector256<float> factors = Vector256.Create(factor), biases = Vector256.Create(bias);
        nuint last = (nuint)levels.Length - 32;
        for (nuint i = 0; ; i = Math.Min(i + 32, last))
        {
            (Vector256<ushort> lower, Vector256<ushort> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref source, i));
            (Vector256<uint> first, Vector256<uint> second) = Vector256.Widen(lower);
            (Vector256<uint> third, Vector256<uint> fourth) = Vector256.Widen(upper);
            (Vector256.ConvertToSingle(first.AsInt32()) * factors + biases).StoreUnsafe(ref target, i);
            (Vector256.ConvertToSingle(second.AsInt32()) * factors + biases).StoreUnsafe(ref target, i + 8);
            (Vector256.ConvertToSingle(third.AsInt32()) * factors + biases).StoreUnsafe(ref target, i + 16);
            (Vector256.ConvertToSingle(fourth.AsInt32()) * factors + biases).StoreUnsafe(ref target, i + 24);
            if (i == last) break;
        }
    }

    /// <remarks>64 levels or more; the last vector overlaps the one before.</remarks>
    public static void PlanarV512(ReadOnlySpan<byte> levels, float factor, float bias, Span<float> destination)
    {
        ref byte source = ref MemoryMarshal.GetReference(levels);
        ref float target = ref MemoryMarshal.GetReference(destination);
        Vector512<float> factors = Vector512.Create(factor), biases = Vector512.Create(bias);
        nuint last = (nuint)levels.Length - 64;
        for (nuint i = 0; ; i = Math.Min(i + 64, last))
        {
            (Vector512<ushort> lower, Vector512<ushort> upper) = Vector512.Widen(Vector512.LoadUnsafe(ref source, i));
            (Vector512<uint> first, Vector512<uint> second) = Vector512.Widen(lower);
            (Vector512<uint> third, Vector512<uint> fourth) = Vector512.Widen(upper);
            (Vector512.ConvertToSingle(first.AsInt32()) * factors + biases).StoreUnsafe(ref target, i);
            (Vector512.ConvertToSingle(second.AsInt32()) * factors + biases).StoreUnsafe(ref target, i + 16);
            (Vector512.ConvertToSingle(third.AsInt32()) * factors + biases).StoreUnsafe(ref target, i + 32);
            (Vector512.ConvertToSingle(fourth.AsInt32()) * factors + biases).StoreUnsafe(ref target, i + 48);
            if (i == last) break;
        }
    }

    /// <summary>Three channels, interleaved.</summary>
    /// <param name="width">The widest vectors to use.</param>
    /// <param name="first">The first channel's levels; the others have as many.</param>
    /// <param name="second">The second channel's levels.</param>
    /// <param name="third">The third channel's levels.</param>
    /// <param name="factor">Three factors.</param>
    /// <param name="bias">Three biases.</param>
    /// <param name="destination">Three floats a pixel.</param>
    public static void Interleaved(
        SimdWidth width, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third,
        ReadOnlySpan<float> factor, ReadOnlySpan<float> bias, Span<float> destination)
    {
        if (width >= SimdWidth.V256 && first.Length >= 8) InterleavedV256(first, second, third, factor, bias, destination);
        else if (width >= SimdWidth.V128 && first.Length >= 8) InterleavedV128(first, second, third, factor, bias, destination);
        else InterleavedScalar(first, second, third, factor, bias, destination);
    }

    public static void InterleavedScalar(
        ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third,
        ReadOnlySpan<float> factor, ReadOnlySpan<float> bias, Span<float> destination)
    {
        for (int i = 0; i < first.Length; i++)
        {
            destination[3 * i] = first[i] * factor[0] + bias[0];
            destination[3 * i + 1] = second[i] * factor[1] + bias[1];
            destination[3 * i + 2] = third[i] * factor[2] + bias[2];
        }
    }

    /// <remarks>8 pixels or more; the last vectors overlap those before.</remarks>
    public static void InterleavedV128(
        ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third,
        ReadOnlySpan<float> factor, ReadOnlySpan<float> bias, Span<float> destination)
    {
        ref float target = ref MemoryMarshal.GetReference(destination);
        nuint last = (nuint)first.Length - 8;
        for (nuint i = 0; ; i = Math.Min(i + 8, last))
        {
            (Vector128<float> red0, Vector128<float> red1) = Eight(first, i, factor[0], bias[0]);
            (Vector128<float> green0, Vector128<float> green1) = Eight(second, i, factor[1], bias[1]);
            (Vector128<float> blue0, Vector128<float> blue1) = Eight(third, i, factor[2], bias[2]);
            Four(red0, green0, blue0, ref target, 3 * i);
            Four(red1, green1, blue1, ref target, 3 * i + 12);
            if (i == last) break;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static (Vector128<float> Lower, Vector128<float> Upper) Eight(ReadOnlySpan<byte> levels, nuint at, float factor, float bias)
        {
            ulong eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(levels), at));
            (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(Vector128.WidenLower(Vector128.CreateScalarUnsafe(eight).AsByte()));
            Vector128<float> factors = Vector128.Create(factor), biases = Vector128.Create(bias);
            return (Vector128.ConvertToSingle(lower.AsInt32()) * factors + biases, Vector128.ConvertToSingle(upper.AsInt32()) * factors + biases);
        }

        // Lane j of the k-th vector holds channel (4k + j) mod 3 of pixel (4k + j) / 3.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Four(Vector128<float> red, Vector128<float> green, Vector128<float> blue, ref float target, nuint at)
        {
            Vector128<float> lanes036 = Vector128.Create(-1, 0, 0, -1).AsSingle();
            Vector128<float> lanes147 = Vector128.Create(0, -1, 0, 0).AsSingle();
            Vector128<float> lanes258 = Vector128.Create(0, 0, -1, 0).AsSingle();
            Vector128<int> pixels = Vector128.Create(0, 0, 0, 1);
            Select(lanes036, Vector128.Shuffle(red, pixels), lanes147, Vector128.Shuffle(green, pixels), Vector128.Shuffle(blue, pixels)).StoreUnsafe(ref target, at);
            pixels = Vector128.Create(1, 1, 2, 2);
            Select(lanes036, Vector128.Shuffle(green, pixels), lanes147, Vector128.Shuffle(blue, pixels), Vector128.Shuffle(red, pixels)).StoreUnsafe(ref target, at + 4);
            pixels = Vector128.Create(2, 3, 3, 3);
            Select(lanes036, Vector128.Shuffle(blue, pixels), lanes258, Vector128.Shuffle(green, pixels), Vector128.Shuffle(red, pixels)).StoreUnsafe(ref target, at + 8);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector128<float> Select(Vector128<float> maskA, Vector128<float> a, Vector128<float> maskB, Vector128<float> b, Vector128<float> other) =>
            Vector128.ConditionalSelect(maskA, a, Vector128.ConditionalSelect(maskB, b, other));
    }

    /// <remarks>8 pixels or more; the last vectors overlap those before.</remarks>
    public static void InterleavedV256(
        ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third,
        ReadOnlySpan<float> factor, ReadOnlySpan<float> bias, Span<float> destination)
    {
        ref float target = ref MemoryMarshal.GetReference(destination);
        // Lane j of the k-th vector holds channel (8k + j) mod 3 of pixel (8k + j) / 3.
        Vector256<float> lanes036 = Vector256.Create(-1, 0, 0, -1, 0, 0, -1, 0).AsSingle();
        Vector256<float> lanes147 = Vector256.Create(0, -1, 0, 0, -1, 0, 0, -1).AsSingle();
        nuint last = (nuint)first.Length - 8;
        for (nuint i = 0; ; i = Math.Min(i + 8, last))
        {
            Vector256<float> red = Eight(first, i, factor[0], bias[0]);
            Vector256<float> green = Eight(second, i, factor[1], bias[1]);
            Vector256<float> blue = Eight(third, i, factor[2], bias[2]);
            Vector256<int> pixels = Vector256.Create(0, 0, 0, 1, 1, 1, 2, 2);
            Select(lanes036, Vector256.Shuffle(red, pixels), lanes147, Vector256.Shuffle(green, pixels), Vector256.Shuffle(blue, pixels)).StoreUnsafe(ref target, 3 * i);
            pixels = Vector256.Create(2, 3, 3, 3, 4, 4, 4, 5);
            Select(lanes036, Vector256.Shuffle(blue, pixels), lanes147, Vector256.Shuffle(red, pixels), Vector256.Shuffle(green, pixels)).StoreUnsafe(ref target, 3 * i + 8);
            pixels = Vector256.Create(5, 5, 6, 6, 6, 7, 7, 7);
            Select(lanes036, Vector256.Shuffle(green, pixels), lanes147, Vector256.Shuffle(blue, pixels), Vector256.Shuffle(red, pixels)).StoreUnsafe(ref target, 3 * i + 16);
            if (i == last) break;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<float> Eight(ReadOnlySpan<byte> levels, nuint at, float factor, float bias)
        {
            ulong eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(levels), at));
            Vector128<ushort> wide = Vector128.WidenLower(Vector128.CreateScalarUnsafe(eight).AsByte());
            return Vector256.ConvertToSingle(Vector256.WidenLower(wide.ToVector256Unsafe()).AsInt32()) * Vector256.Create(factor) + Vector256.Create(bias);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<float> Select(Vector256<float> maskA, Vector256<float> a, Vector256<float> maskB, Vector256<float> b, Vector256<float> other) =>
            Vector256.ConditionalSelect(maskA, a, Vector256.ConditionalSelect(maskB, b, other));
    }

    /// <summary>One channel mixed from red, green and blue; the mix is not rounded to a level.</summary>
    /// <param name="width">The widest vectors to use.</param>
    /// <param name="red">Red levels; the others have as many.</param>
    /// <param name="green">Green levels.</param>
    /// <param name="blue">Blue levels.</param>
    /// <param name="factor">Multiplies the mix.</param>
    /// <param name="bias">Is added then.</param>
    /// <param name="destination">As many floats as there are red levels.</param>
    public static void Luma(
        SimdWidth width, ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue, float factor, float bias, Span<float> destination)
    {
        if (width >= SimdWidth.V128 && red.Length >= 8) LumaV128(red, green, blue, factor, bias, destination);
        else LumaScalar(red, green, blue, factor, bias, destination);
    }

    /// <summary>ITU-R BT.601.</summary>
    public static float Luma(float red, float green, float blue) => 0.299f * red + 0.587f * green + 0.114f * blue;

    public static void LumaScalar(
        ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue, float factor, float bias, Span<float> destination)
    {
        for (int i = 0; i < red.Length; i++) destination[i] = Luma(red[i], green[i], blue[i]) * factor + bias;
    }

    /// <remarks>8 pixels or more; the last vectors overlap those before.</remarks>
    public static void LumaV128(
        ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue, float factor, float bias, Span<float> destination)
    {
        ref float target = ref MemoryMarshal.GetReference(destination);
        Vector128<float> factors = Vector128.Create(factor), biases = Vector128.Create(bias);
        nuint last = (nuint)red.Length - 8;
        for (nuint i = 0; ; i = Math.Min(i + 8, last))
        {
            (Vector128<float> red0, Vector128<float> red1) = Eight(red, i, 0.299f);
            (Vector128<float> green0, Vector128<float> green1) = Eight(green, i, 0.587f);
            (Vector128<float> blue0, Vector128<float> blue1) = Eight(blue, i, 0.114f);
            ((red0 + green0 + blue0) * factors + biases).StoreUnsafe(ref target, i);
            ((red1 + green1 + blue1) * factors + biases).StoreUnsafe(ref target, i + 4);
            if (i == last) break;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static (Vector128<float> Lower, Vector128<float> Upper) Eight(ReadOnlySpan<byte> levels, nuint at, float share)
        {
            ulong eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(levels), at));
            (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(Vector128.WidenLower(Vector128.CreateScalarUnsafe(eight).AsByte()));
            return (Vector128.ConvertToSingle(lower.AsInt32()) * share, Vector128.ConvertToSingle(upper.AsInt32()) * share);
        }
    }
}
