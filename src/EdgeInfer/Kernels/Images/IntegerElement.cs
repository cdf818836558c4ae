using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>
/// uint8 or int8: the value, divided by the scale where there is one, rounded to the nearest with ties to even, plus the zero point, held within
/// the type's range.
/// </summary>
/// <remarks>The division is one, not a multiplication by the inverse, which would round some values differently. NaN gives any element.</remarks>
internal readonly struct IntegerElement<T> : ITensorElement<T> where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly float _scale;
    private readonly float _zeroPoint;
    private readonly bool _divides;

    public IntegerElement(TensorQuantization? quantization)
    {
        _scale = quantization?.Scale ?? 1;
        _zeroPoint = quantization?.ZeroPoint ?? 0;
        _divides = _scale != 1;
    }

    /// <summary>True where a level of 0 … 255 normalised so is its own element, so that levels need only be copied.</summary>
    public bool Keeps(float factor, float bias) => typeof(T) == typeof(byte) && !_divides && _zeroPoint == 0 && factor == 1 && bias == 0;

    private static float Lowest => float.CreateTruncating(T.MinValue);

    private static float Highest => float.CreateTruncating(T.MaxValue);

    public T From(float value)
    {
        if (_divides) value /= _scale;
        return T.CreateTruncating((int)float.MinNative(float.MaxNative(MathF.Round(value) + _zeroPoint, Lowest), Highest));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth, ref T target, nuint at) =>
        Vector128.Narrow(Vector128.Narrow(Round(first), Round(second)), Vector128.Narrow(Round(third), Round(fourth)))
            .StoreUnsafe(ref Unsafe.As<T, byte>(ref target), at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Vector256<float> first, Vector256<float> second, Vector256<float> third, Vector256<float> fourth, ref T target, nuint at) =>
        Vector256.Narrow(Vector256.Narrow(Round(first), Round(second)), Vector256.Narrow(Round(third), Round(fourth)))
            .StoreUnsafe(ref Unsafe.As<T, byte>(ref target), at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth, ref T target, nuint at) =>
        Vector512.Narrow(Vector512.Narrow(Round(first), Round(second)), Vector512.Narrow(Round(third), Round(fourth)))
            .StoreUnsafe(ref Unsafe.As<T, byte>(ref target), at);

    // The lowest byte of each lane is the element: narrowing cuts the others off, whatever the sign.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<uint> Round(Vector128<float> value)
    {
        if (_divides) value /= Vector128.Create(_scale);
        value = Vector128.Round(value) + Vector128.Create(_zeroPoint);
        return Vector128.ConvertToInt32Native(
            Vector128.MinNative(Vector128.MaxNative(value, Vector128.Create(Lowest)), Vector128.Create(Highest))).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<uint> Round(Vector256<float> value)
    {
        if (_divides) value /= Vector256.Create(_scale);
        value = Vector256.Round(value) + Vector256.Create(_zeroPoint);
        return Vector256.ConvertToInt32Native(
            Vector256.MinNative(Vector256.MaxNative(value, Vector256.Create(Lowest)), Vector256.Create(Highest))).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<uint> Round(Vector512<float> value)
    {
        if (_divides) value /= Vector512.Create(_scale);
        value = Vector512.Round(value) + Vector512.Create(_zeroPoint);
        return Vector512.ConvertToInt32Native(
            Vector512.MinNative(Vector512.MaxNative(value, Vector512.Create(Lowest)), Vector512.Create(Highest))).AsUInt32();
    }
}
