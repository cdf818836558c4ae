using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>How wide the vectors are that a kernel may use. Every width gives the same bits.</summary>
internal enum SimdWidth
{
    /// <summary>The reference: plain loops.</summary>
    Scalar,

    /// <summary>SSE, AdvSimd.</summary>
    V128,

    /// <summary>AVX2.</summary>
    V256,

    /// <summary>AVX-512.</summary>
    V512,
}

/// <summary>What this machine has.</summary>
internal static class Simd
{
    /// <summary>The widest vectors that the runtime maps onto real registers.</summary>
    public static SimdWidth Widest { get; } =
        Vector512.IsHardwareAccelerated ? SimdWidth.V512
        : Vector256.IsHardwareAccelerated ? SimdWidth.V256
        : Vector128.IsHardwareAccelerated ? SimdWidth.V128
        : SimdWidth.Scalar;
}
