using System.Numerics.Tensors;

namespace EdgeInfer.Kernels;

/// <summary>Class logits of every pixel to probabilities that sum to 1 at each pixel.</summary>
/// <remarks>As <see cref="Softmax"/>, the largest logit is subtracted first, so that none overflows.</remarks>
internal static class ClassSoftmax
{
    /// <summary>Pixels whose maxima and sums stay in the first-level cache while all planes go by.</summary>
    private const int Block = 1024;

    /// <param name="logits">One plane per class, as in NCHW: [C, pixels].</param>
    /// <param name="classes">C, at least 1.</param>
    /// <param name="probabilities">Same size and layout; may be the same memory.</param>
    /// <exception cref="ArgumentException">The sizes contradict each other.</exception>
    public static void Planar(ReadOnlySpan<float> logits, int classes, Span<float> probabilities)
    {
        int pixels = Check(logits.Length, classes, probabilities.Length);
        Span<float> scratch = stackalloc float[Block];
        for (int start = 0; start < pixels; start += Block)
        {
            int count = Math.Min(Block, pixels - start);
            Span<float> perPixel = scratch[..count];
            logits.Slice(start, count).CopyTo(perPixel);
            for (int c = 1; c < classes; c++) TensorPrimitives.Max(perPixel, logits.Slice(c * pixels + start, count), perPixel);
            for (int c = 0; c < classes; c++)
            {
                Span<float> plane = probabilities.Slice(c * pixels + start, count);
                TensorPrimitives.Subtract(logits.Slice(c * pixels + start, count), perPixel, plane);
                TensorPrimitives.Exp<float>(plane, plane);
            }

            // The maxima have done their work; the sums take their place.
            probabilities.Slice(start, count).CopyTo(perPixel);
            for (int c = 1; c < classes; c++) TensorPrimitives.Add(perPixel, probabilities.Slice(c * pixels + start, count), perPixel);
            for (int c = 0; c < classes; c++)
            {
                Span<float> plane = probabilities.Slice(c * pixels + start, count);
                TensorPrimitives.Divide(plane, perPixel, plane);
            }
        }
    }

    /// <param name="logits">All classes of a pixel side by side, as in NHWC: [pixels, C].</param>
    /// <param name="classes">C, at least 1.</param>
    /// <param name="probabilities">Same size and layout; may be the same memory.</param>
    /// <exception cref="ArgumentException">The sizes contradict each other.</exception>
    public static void Interleaved(ReadOnlySpan<float> logits, int classes, Span<float> probabilities)
    {
        int pixels = Check(logits.Length, classes, probabilities.Length);
        for (int pixel = 0; pixel < pixels; pixel++)
            Softmax.Run(logits.Slice(pixel * classes, classes), probabilities.Slice(pixel * classes, classes));
    }

    private static int Check(int logits, int classes, int probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        if (logits != probabilities)
            throw new ArgumentException($"{logits} logits, but room for {probabilities} probabilities.", nameof(probabilities));
        if (logits % classes != 0)
            throw new ArgumentException($"{logits} logits are not a whole number of pixels of {classes} classes.", nameof(logits));
        return logits / classes;
    }
}
