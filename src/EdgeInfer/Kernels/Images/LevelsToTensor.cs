using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>
/// Planar 8-bit levels to normalised elements: <c>level × factor + bias</c> in float, rounded after each of the two steps
/// and never fused, so that every width and every machine gives the same bits; then what the element type makes of it.
/// </summary>
internal static class LevelsToTensor
{
    /// <summary>Whole vectors of any width, few enough to stay in the first-level cache.</summary>
    private const int PiecePixels = 256;

    /// <summary>One plane.</summary>
    /// <param name="width">The widest vectors to use.</param>
    /// <param name="levels">The channel's levels.</param>
    /// <param name="factor">Multiplies a level.</param>
    /// <param name="bias">Is added then.</param>
    /// <param name="element">The element type.</param>
    /// <param name="destination">As many elements as there are levels.</param>
    public static void Planar<T, TElement>(SimdWidth width, ReadOnlySpan<byte> levels, float factor, float bias, TElement element, Span<T> destination)
        where T : unmanaged where TElement : struct, ITensorElement<T>
    {
        if (width == SimdWidth.V512 && levels.Length >= 64) PlanarV512(levels, factor, bias, element, destination);
        else if (width >= SimdWidth.V256 && levels.Length >= 32) PlanarV256(levels, factor, bias, element, destination);
        else if (width >= SimdWidth.V128 && levels.Length >= 16) PlanarV128(levels, factor, bias, element, destination);
        else PlanarScalar(levels, factor, bias, element, destination);
    }

    public static void PlanarScalar<T, TElement>(ReadOnlySpan<byte> levels, float factor, float bias, TElement element, Span<T> destination)
        where T : unmanaged where TElement : struct, ITensorElement<T>
    {
        for (int i = 0; i < levels.Length; i++) destination[i] = element.From(levels[i] * factor + bias);
    }

    /// <remarks>16 levels or more; the last vector overlaps the one before.</remarks>
    public static void PlanarV128<T, TElement>(ReadOnlySpan<byte> levels, float factor, float bias, TElement element, Span<T> destination)
        where T : unmanaged where TElement : struct, ITensorElement<T>
    {
        ref byte source = ref MemoryMarshal.GetReference(levels);
        ref T target = ref MemoryMarshal.GetReference(destination);
        Vector128<float> factors = Vector128.Create(factor), biases = Vector128.Create(bias);
        nuint last = (nuint)levels.Length - 16;
        for (nuint i = 0; ; i = Math.Min(i + 16, last))
        {
            (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.LoadUnsafe(ref source, i));
            (Vector128<uint> first, Vector128<uint> second) = Vector128.Widen(lower);
            (Vector128<uint> third, Vector128<uint> fourth) = Vector128.Widen(upper);
            element.Store(
                Vector128.ConvertToSingle(first.AsInt32()) * factors + biases, Vector128.ConvertToSingle(second.AsInt32()) * factors + biases,
                Vector128.ConvertToSingle(third.AsInt32()) * factors + biases, Vector128.ConvertToSingle(fourth.AsInt32()) * factors + biases,
                ref target, i);
            if (i == last) break;
        }
    }

    /// <remarks>32 levels or more; the last vector overlaps the one before.</remarks>
    public static void PlanarV256<T, TElement>(ReadOnlySpan<byte> levels, float factor, float bias, TElement element, Span<T> destination)
        where T : unmanaged where TElement : struct, ITensorElement<T>
    {
        ref byte source = ref MemoryMarshal.GetReference(levels);
        ref T target = ref MemoryMarshal.GetReference(destination);
        Vector256<float> factors = Vector256.Create(factor), biases = Vector256.Create(bias);
        nuint last = (nuint)levels.Length - 32;
        for (nuint i = 0; ; i = Math.Min(i + 32, last))
        {
            (Vector256<ushort> lower, Vector256<ushort> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref source, i));
            (Vector256<uint> first, Vector256<uint> second) = Vector256.Widen(lower);
            (Vector256<uint> third, Vector256<uint> fourth) = Vector256.Widen(upper);
            element.Store(
                Vector256.ConvertToSingle(first.AsInt32()) * factors + biases, Vector256.ConvertToSingle(second.AsInt32()) * factors + biases,
                Vector256.ConvertToSingle(third.AsInt32()) * factors + biases, Vector256.ConvertToSingle(fourth.AsInt32()) * factors + biases,
                ref target, i);
            if (i == last) break;
        }
    }

    /// <remarks>64 levels or more; the last vector overlaps the one before.</remarks>
    public static void PlanarV512<T, TElement>(ReadOnlySpan<byte> levels, float factor, float bias, TElement element, Span<T> destination)
        where T : unmanaged where TElement : struct, ITensorElement<T>
    {
        ref byte source = ref MemoryMarshal.GetReference(levels);
        ref T target = ref MemoryMarshal.GetReference(destination);
        Vector512<float> factors = Vector512.Create(factor), biases = Vector512.Create(bias);
        nuint last = (nuint)levels.Length - 64;
        for (nuint i = 0; ; i = Math.Min(i + 64, last))
        {
            (Vector512<ushort> lower, Vector512<ushort> upper) = Vector512.Widen(Vector512.LoadUnsafe(ref source, i));
            (Vector512<uint> first, Vector512<uint> second) = Vector512.Widen(lower);
            (Vector512<uint> third, Vector512<uint> fourth) = Vector512.Widen(upper);
            element.Store(
                Vector512.ConvertToSingle(first.AsInt32()) * factors + biases, Vector512.ConvertToSingle(second.AsInt32()) * factors + biases,
                Vector512.ConvertToSingle(third.AsInt32()) * factors + biases, Vector512.ConvertToSingle(fourth.AsInt32()) * factors + biases,
                ref target, i);
            if (i == last) break;
        }
    }

    /// <summary>Three channels, interleaved: normalised piece by piece into planes, which <see cref="ChannelInterleave"/> puts together.</summary>
    /// <param name="width">The widest vectors to use.</param>
    /// <param name="first">The first channel's levels; the others have as many.</param>
    /// <param name="second">The second channel's levels.</param>
    /// <param name="third">The third channel's levels.</param>
    /// <param name="factor">Three factors.</param>
    /// <param name="bias">Three biases.</param>
    /// <param name="element">The element type.</param>
    /// <param name="destination">Three elements a pixel.</param>
    [SkipLocalsInit]
    public static void Interleaved<T, TElement>(
        SimdWidth width, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third,
        ReadOnlySpan<float> factor, ReadOnlySpan<float> bias, TElement element, Span<T> destination)
        where T : unmanaged where TElement : struct, ITensorElement<T>
    {
        Span<T> planes = stackalloc T[3 * PiecePixels];
        for (int done = 0; done < first.Length; done += PiecePixels)
        {
            int count = Math.Min(PiecePixels, first.Length - done);
            Span<T> red = planes[..count], green = planes.Slice(PiecePixels, count), blue = planes.Slice(2 * PiecePixels, count);
            Planar(width, first.Slice(done, count), factor[0], bias[0], element, red);
            Planar(width, second.Slice(done, count), factor[1], bias[1], element, green);
            Planar(width, third.Slice(done, count), factor[2], bias[2], element, blue);
            ChannelInterleave.Run<T>(width, red, green, blue, destination.Slice(3 * done, 3 * count));
        }
    }

    /// <summary>One channel mixed from red, green and blue; the mix is not rounded to a level.</summary>
    /// <param name="width">The widest vectors to use.</param>
    /// <param name="red">Red levels; the others have as many.</param>
    /// <param name="green">Green levels.</param>
    /// <param name="blue">Blue levels.</param>
    /// <param name="factor">Multiplies the mix.</param>
    /// <param name="bias">Is added then.</param>
    /// <param name="element">The element type.</param>
    /// <param name="destination">As many elements as there are red levels.</param>
    public static void Luma<T, TElement>(
        SimdWidth width, ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue, float factor, float bias, TElement element, Span<T> destination)
        where T : unmanaged where TElement : struct, ITensorElement<T>
    {
        if (width >= SimdWidth.V128 && red.Length >= 16) LumaV128(red, green, blue, factor, bias, element, destination);
        else LumaScalar(red, green, blue, factor, bias, element, destination);
    }

    /// <summary>ITU-R BT.601.</summary>
    public static float Luma(float red, float green, float blue) => 0.299f * red + 0.587f * green + 0.114f * blue;

    public static void LumaScalar<T, TElement>(
        ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue, float factor, float bias, TElement element, Span<T> destination)
        where T : unmanaged where TElement : struct, ITensorElement<T>
    {
        for (int i = 0; i < red.Length; i++) destination[i] = element.From(Luma(red[i], green[i], blue[i]) * factor + bias);
    }

    /// <remarks>16 pixels or more; the last vectors overlap those before.</remarks>
    public static void LumaV128<T, TElement>(
        ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue, float factor, float bias, TElement element, Span<T> destination)
        where T : unmanaged where TElement : struct, ITensorElement<T>
    {
        ref byte reds = ref MemoryMarshal.GetReference(red);
        ref byte greens = ref MemoryMarshal.GetReference(green);
        ref byte blues = ref MemoryMarshal.GetReference(blue);
        ref T target = ref MemoryMarshal.GetReference(destination);
        Vector128<float> factors = Vector128.Create(factor), biases = Vector128.Create(bias);
        nuint last = (nuint)red.Length - 16;
        for (nuint i = 0; ; i = Math.Min(i + 16, last))
        {
            (Vector128<ushort> redLower, Vector128<ushort> redUpper) = Vector128.Widen(Vector128.LoadUnsafe(ref reds, i));
            (Vector128<ushort> greenLower, Vector128<ushort> greenUpper) = Vector128.Widen(Vector128.LoadUnsafe(ref greens, i));
            (Vector128<ushort> blueLower, Vector128<ushort> blueUpper) = Vector128.Widen(Vector128.LoadUnsafe(ref blues, i));
            element.Store(
                Mix(Vector128.WidenLower(redLower), Vector128.WidenLower(greenLower), Vector128.WidenLower(blueLower)) * factors + biases,
                Mix(Vector128.WidenUpper(redLower), Vector128.WidenUpper(greenLower), Vector128.WidenUpper(blueLower)) * factors + biases,
                Mix(Vector128.WidenLower(redUpper), Vector128.WidenLower(greenUpper), Vector128.WidenLower(blueUpper)) * factors + biases,
                Mix(Vector128.WidenUpper(redUpper), Vector128.WidenUpper(greenUpper), Vector128.WidenUpper(blueUpper)) * factors + biases,
                ref target, i);
            if (i == last) break;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector128<float> Mix(Vector128<uint> red, Vector128<uint> green, Vector128<uint> blue) =>
            0.299f * Vector128.ConvertToSingle(red.AsInt32()) + 0.587f * Vector128.ConvertToSingle(green.AsInt32()) + 0.114f * Vector128.ConvertToSingle(blue.AsInt32());
    }
}
