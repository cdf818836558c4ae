using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace EdgeInfer.Kernels;

/// <summary>
/// The few lane operations that fixed-point resizing and colour conversion need and that <see cref="Vector128"/> and its wider kin lack: one
/// instruction on x86, two or three on Arm, and a portable body for everything else.
/// </summary>
internal static class Lanes
{
    /// <summary>The upper 16 bits of each signed 32-bit product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> MultiplyHigh(Vector128<short> left, Vector128<short> right)
    {
        if (Sse2.IsSupported) return Sse2.MultiplyHigh(left, right);
        (Vector128<int> leftLower, Vector128<int> leftUpper) = Vector128.Widen(left);
        (Vector128<int> rightLower, Vector128<int> rightUpper) = Vector128.Widen(right);
        return Vector128.Narrow((leftLower * rightLower) >> 16, (leftUpper * rightUpper) >> 16);
    }

    /// <inheritdoc cref="MultiplyHigh(Vector128{short}, Vector128{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> MultiplyHigh(Vector256<short> left, Vector256<short> right) => Avx2.IsSupported
        ? Avx2.MultiplyHigh(left, right)
        : Vector256.Create(MultiplyHigh(left.GetLower(), right.GetLower()), MultiplyHigh(left.GetUpper(), right.GetUpper()));

    /// <inheritdoc cref="MultiplyHigh(Vector128{short}, Vector128{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> MultiplyHigh(Vector512<short> left, Vector512<short> right) => Avx512BW.IsSupported
        ? Avx512BW.MultiplyHigh(left, right)
        : Vector512.Create(MultiplyHigh(left.GetLower(), right.GetLower()), MultiplyHigh(left.GetUpper(), right.GetUpper()));

    /// <summary>The sums of neighbouring products: <c>left[2i] × right[2i] + left[2i + 1] × right[2i + 1]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyAddAdjacent(Vector128<short> left, Vector128<short> right)
    {
        if (Sse2.IsSupported) return Sse2.MultiplyAddAdjacent(left, right);
        if (AdvSimd.Arm64.IsSupported)
        {
            return AdvSimd.Arm64.AddPairwise(
                AdvSimd.MultiplyWideningLower(left.GetLower(), right.GetLower()), AdvSimd.MultiplyWideningUpper(left, right));
        }

        // The even lanes, sign-extended, then the odd ones.
        Vector128<int> even = ((left.AsInt32() << 16) >> 16) * ((right.AsInt32() << 16) >> 16);
        return even + (left.AsInt32() >> 16) * (right.AsInt32() >> 16);
    }

    /// <summary>The lower halves of two vectors, their lanes taken in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> InterleaveLower(Vector128<uint> even, Vector128<uint> odd)
    {
        if (Sse2.IsSupported) return Sse2.UnpackLow(even, odd);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipLow(even, odd);
        return Vector128.Create(even[0], odd[0], even[1], odd[1]);
    }

    /// <summary>The upper halves of two vectors, their lanes taken in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> InterleaveUpper(Vector128<uint> even, Vector128<uint> odd)
    {
        if (Sse2.IsSupported) return Sse2.UnpackHigh(even, odd);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipHigh(even, odd);
        return Vector128.Create(even[2], odd[2], even[3], odd[3]);
    }

    /// <summary>Bytes to 16 bits, in an order that <see cref="NarrowInLanes(Vector128{short}, Vector128{short})"/> undoes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<ushort> Lower, Vector128<ushort> Upper) WidenInLanes(Vector128<byte> bytes) => Vector128.Widen(bytes);

    /// <inheritdoc cref="WidenInLanes(Vector128{byte})"/>
    /// <remarks>Each 128-bit lane on its own, because crossing lanes costs more.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<ushort> Lower, Vector256<ushort> Upper) WidenInLanes(Vector256<byte> bytes) => Avx2.IsSupported
        ? (Avx2.UnpackLow(bytes, Vector256<byte>.Zero).AsUInt16(), Avx2.UnpackHigh(bytes, Vector256<byte>.Zero).AsUInt16())
        : Vector256.Widen(bytes);

    /// <inheritdoc cref="WidenInLanes(Vector256{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<ushort> Lower, Vector512<ushort> Upper) WidenInLanes(Vector512<byte> bytes) => Avx512BW.IsSupported
        ? (Avx512BW.UnpackLow(bytes, Vector512<byte>.Zero).AsUInt16(), Avx512BW.UnpackHigh(bytes, Vector512<byte>.Zero).AsUInt16())
        : Vector512.Widen(bytes);

    /// <summary>16 bits to bytes, held to 0 … 255, from the order of <see cref="WidenInLanes(Vector128{byte})"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> NarrowInLanes(Vector128<short> lower, Vector128<short> upper)
    {
        if (Sse2.IsSupported) return Sse2.PackUnsignedSaturate(lower, upper);
        if (AdvSimd.IsSupported) return AdvSimd.ExtractNarrowingSaturateUnsignedUpper(AdvSimd.ExtractNarrowingSaturateUnsignedLower(lower), upper);
        Vector128<short> most = Vector128.Create((short)255);
        return Vector128.Narrow(
            Vector128.Min(Vector128.Max(lower, Vector128<short>.Zero), most).AsUInt16(), Vector128.Min(Vector128.Max(upper, Vector128<short>.Zero), most).AsUInt16());
    }

    /// <inheritdoc cref="NarrowInLanes(Vector128{short}, Vector128{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> NarrowInLanes(Vector256<short> lower, Vector256<short> upper) => Avx2.IsSupported
        ? Avx2.PackUnsignedSaturate(lower, upper)
        : Vector256.Create(NarrowInLanes(lower.GetLower(), lower.GetUpper()), NarrowInLanes(upper.GetLower(), upper.GetUpper()));

    /// <inheritdoc cref="NarrowInLanes(Vector128{short}, Vector128{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> NarrowInLanes(Vector512<short> lower, Vector512<short> upper) => Avx512BW.IsSupported
        ? Avx512BW.PackUnsignedSaturate(lower, upper)
        : Vector512.Create(
            Vector256.Create(NarrowInLanes(lower.GetLower().GetLower(), lower.GetLower().GetUpper()), NarrowInLanes(lower.GetUpper().GetLower(), lower.GetUpper().GetUpper())),
            Vector256.Create(NarrowInLanes(upper.GetLower().GetLower(), upper.GetLower().GetUpper()), NarrowInLanes(upper.GetUpper().GetLower(), upper.GetUpper().GetUpper())));
}
