using System.Numerics.Tensors;

namespace EdgeInfer.Kernels;

/// <summary>Logits to probabilities that sum to 1.</summary>
/// <remarks>Subtracts the maximum first, so that no logit overflows; <see cref="TensorPrimitives.SoftMax{T}(ReadOnlySpan{T}, Span{T})"/> does not.</remarks>
internal static class Softmax
{
    /// <param name="logits">At least one finite value; −∞ is allowed and gives 0.</param>
    /// <param name="probabilities">Same length; may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Run(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        if (logits.Length != probabilities.Length)
            throw new ArgumentException($"{logits.Length} logits, but room for {probabilities.Length} probabilities.", nameof(probabilities));
        if (logits.IsEmpty) return;
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), probabilities);
        TensorPrimitives.Exp(probabilities, probabilities);
        TensorPrimitives.Divide(probabilities, TensorPrimitives.Sum<float>(probabilities), probabilities);
    }
}
