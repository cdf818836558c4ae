using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>float16: the nearest, ties to even, bit for bit what a cast to <see cref="Half"/> gives; too large becomes infinity.</summary>
/// <remarks>
/// In integers, because .NET offers no conversion instruction. A normal half is the float's exponent and upper 10 bits of
/// its fraction, rounded by adding just under half a unit and the last kept bit. A subnormal one comes out of the float adder: 0.5 has
/// the unit 2⁻²⁴ in its last bit, as subnormal halves have.
/// </remarks>
internal readonly struct HalfElement : ITensorElement<Half>
{
    private const uint Sign = 0x8000_0000, Infinity = 0x7F80_0000;
    private const uint LowestNormal = 113u << 23, LowestInfinity = 143u << 23;
    private const uint Rebias = unchecked((uint)((15 - 127) << 23)) + 0xFFF;
    private const uint HalfInfinity = 0x7C00, QuietNaN = 0x7E00, FractionMask = 0x3FF;
    private const int DroppedBits = 13;

    public Half From(float value) => (Half)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth, ref Half target, nuint at)
    {
        ref ushort bits = ref Unsafe.As<Half, ushort>(ref target);
        Vector128.Narrow(Bits(first), Bits(second)).StoreUnsafe(ref bits, at);
        Vector128.Narrow(Bits(third), Bits(fourth)).StoreUnsafe(ref bits, at + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Vector256<float> first, Vector256<float> second, Vector256<float> third, Vector256<float> fourth, ref Half target, nuint at)
    {
        ref ushort bits = ref Unsafe.As<Half, ushort>(ref target);
        Vector256.Narrow(Bits(first), Bits(second)).StoreUnsafe(ref bits, at);
        Vector256.Narrow(Bits(third), Bits(fourth)).StoreUnsafe(ref bits, at + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth, ref Half target, nuint at)
    {
        ref ushort bits = ref Unsafe.As<Half, ushort>(ref target);
        Vector512.Narrow(Bits(first), Bits(second)).StoreUnsafe(ref bits, at);
        Vector512.Narrow(Bits(third), Bits(fourth)).StoreUnsafe(ref bits, at + 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Bits(Vector128<float> value)
    {
        Vector128<uint> sign = value.AsUInt32() & Vector128.Create(Sign), size = value.AsUInt32() ^ sign;
        Vector128<uint> normal = (size + Vector128.Create(Rebias) + ((size >> DroppedBits) & Vector128<uint>.One)) >> DroppedBits;
        Vector128<uint> subnormal = (size.AsSingle() + Vector128.Create(0.5f)).AsUInt32() - Vector128.Create(0.5f).AsUInt32();
        Vector128<uint> huge = Vector128.ConditionalSelect(
            Vector128.GreaterThan(size, Vector128.Create(Infinity)),
            Vector128.Create(QuietNaN) | ((size >> DroppedBits) & Vector128.Create(FractionMask)), Vector128.Create(HalfInfinity));
        Vector128<uint> bits = Vector128.ConditionalSelect(Vector128.LessThan(size, Vector128.Create(LowestNormal)), subnormal, normal);
        return Vector128.ConditionalSelect(Vector128.LessThan(size, Vector128.Create(LowestInfinity)), bits, huge) | (sign >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Bits(Vector256<float> value)
    {
        Vector256<uint> sign = value.AsUInt32() & Vector256.Create(Sign), size = value.AsUInt32() ^ sign;
        Vector256<uint> normal = (size + Vector256.Create(Rebias) + ((size >> DroppedBits) & Vector256<uint>.One)) >> DroppedBits;
        Vector256<uint> subnormal = (size.AsSingle() + Vector256.Create(0.5f)).AsUInt32() - Vector256.Create(0.5f).AsUInt32();
        Vector256<uint> huge = Vector256.ConditionalSelect(
            Vector256.GreaterThan(size, Vector256.Create(Infinity)),
            Vector256.Create(QuietNaN) | ((size >> DroppedBits) & Vector256.Create(FractionMask)), Vector256.Create(HalfInfinity));
        Vector256<uint> bits = Vector256.ConditionalSelect(Vector256.LessThan(size, Vector256.Create(LowestNormal)), subnormal, normal);
        return Vector256.ConditionalSelect(Vector256.LessThan(size, Vector256.Create(LowestInfinity)), bits, huge) | (sign >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Bits(Vector512<float> value)
    {
        Vector512<uint> sign = value.AsUInt32() & Vector512.Create(Sign), size = value.AsUInt32() ^ sign;
        Vector512<uint> normal = (size + Vector512.Create(Rebias) + ((size >> DroppedBits) & Vector512<uint>.One)) >> DroppedBits;
        Vector512<uint> subnormal = (size.AsSingle() + Vector512.Create(0.5f)).AsUInt32() - Vector512.Create(0.5f).AsUInt32();
        Vector512<uint> huge = Vector512.ConditionalSelect(
            Vector512.GreaterThan(size, Vector512.Create(Infinity)),
            Vector512.Create(QuietNaN) | ((size >> DroppedBits) & Vector512.Create(FractionMask)), Vector512.Create(HalfInfinity));
        Vector512<uint> bits = Vector512.ConditionalSelect(Vector512.LessThan(size, Vector512.Create(LowestNormal)), subnormal, normal);
        return Vector512.ConditionalSelect(Vector512.LessThan(size, Vector512.Create(LowestInfinity)), bits, huge) | (sign >> 16);
    }
}
