using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>float32: the value itself.</summary>
internal readonly struct SingleElement : ITensorElement<float>
{
    public float From(float value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth, ref float target, nuint at)
    {
        first.StoreUnsafe(ref target, at);
        second.StoreUnsafe(ref target, at + 4);
        third.StoreUnsafe(ref target, at + 8);
        fourth.StoreUnsafe(ref target, at + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Vector256<float> first, Vector256<float> second, Vector256<float> third, Vector256<float> fourth, ref float target, nuint at)
    {
        first.StoreUnsafe(ref target, at);
        second.StoreUnsafe(ref target, at + 8);
        third.StoreUnsafe(ref target, at + 16);
        fourth.StoreUnsafe(ref target, at + 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth, ref float target, nuint at)
    {
        first.StoreUnsafe(ref target, at);
        second.StoreUnsafe(ref target, at + 16);
        third.StoreUnsafe(ref target, at + 32);
        fourth.StoreUnsafe(ref target, at + 48);
    }
}
