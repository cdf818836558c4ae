using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>How a normalised value becomes an element of the tensor; every width gives <see cref="From"/>'s bits.</summary>
/// <typeparam name="T">The element's .NET type.</typeparam>
internal interface ITensorElement<T> where T : unmanaged
{
    /// <summary>The definition.</summary>
    T From(float value);

    /// <summary>16 values to 16 neighbouring elements.</summary>
    void Store(Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth, ref T target, nuint at);

    /// <summary>32 values.</summary>
    void Store(Vector256<float> first, Vector256<float> second, Vector256<float> third, Vector256<float> fourth, ref T target, nuint at);

    /// <summary>64 values.</summary>
    void Store(Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth, ref T target, nuint at);
}
