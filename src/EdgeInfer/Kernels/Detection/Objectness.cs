using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeInfer.Kernels;

/// <summary>Finds the boxes worth reading: those whose objectness reaches the threshold, without touching any other of their values.</summary>
internal static class Objectness
{
    /// <summary>Above this probability a float32 sigmoid is too flat to be turned round exactly.</summary>
    private const double SteepUpTo = 0.999;

    /// <summary>The first box, counted from the start, whose objectness reaches the threshold, or −1. NaN never does.</summary>
    /// <param name="values">Objectness of box k is <c>values[k · step]</c>.</param>
    /// <param name="step">Values from one box to the next, from 1.</param>
    /// <param name="threshold">Any value.</param>
    public static int IndexOfAtLeast(ReadOnlySpan<float> values, int step, float threshold)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        if (step == 1) return ClassMax.IndexOfAtLeast(values, threshold);
        int count = (int)(((long)values.Length + step - 1) / step), k = 0;
        ref float start = ref MemoryMarshal.GetReference(values);

        // Each lies in a cache line of its own: four are under way at a time, and one branch looks at all of them.
        for (; k <= count - 4; k += 4)
        {
            ref float first = ref Unsafe.Add(ref start, (nint)k * step);
            float a = first, b = Unsafe.Add(ref first, step), c = Unsafe.Add(ref first, 2 * (nint)step), d = Unsafe.Add(ref first, 3 * (nint)step);
            if (a >= threshold | b >= threshold | c >= threshold | d >= threshold) break;
        }

        for (; k < count; k++)
        {
            if (Unsafe.Add(ref start, (nint)k * step) >= threshold) return k;
        }

        return -1;
    }

    /// <summary>A logit that is not above any whose <see cref="Sigmoid"/> reaches the threshold, and hardly below them.</summary>
    public static float LeastLogit(float threshold)
    {
        if (!(threshold > 0)) return float.IsNaN(threshold) ? float.NaN : float.NegativeInfinity;
        double probability = Math.Min(threshold, SteepUpTo);
        return (float)(Math.Log(probability / (1 - probability)) - 1e-3);
    }

    /// <summary>1 / (1 + exp(−logit)).</summary>
    public static float Sigmoid(float logit) => 1 / (1 + MathF.Exp(-logit));
}
