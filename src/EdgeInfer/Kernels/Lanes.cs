using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace EdgeInfer.Kernels;

/// <summary>
/// The few lane operations that fixed-point resizing needs and that <see cref="Vector128"/> and its wider kin lack: one
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
}
