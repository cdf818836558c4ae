using System.Buffers;
using System.Numerics.Tensors;

namespace EdgeInfer.Kernels;

/// <summary>The mask of one detected object, mixed from the prototypes that all objects of a picture share.</summary>
/// <remarks>
/// Bolya et al., "YOLACT: Real-time Instance Segmentation", 2019, as in Ultralytics' segmentation models: sigmoid of the
/// prototypes' sum weighted by the object's coefficients, cropped to its box and enlarged bilinearly (half-pixel centres).
/// Only the prototypes' pixels that the box touches are mixed. <see cref="MapThreshold"/> makes a mask of the result;
/// 0.5 is usual.
/// </remarks>
internal static class PrototypeMask
{
    /// <param name="coefficients">K weights.</param>
    /// <param name="prototypes">K maps: [K, height, width].</param>
    /// <param name="width">The prototypes' columns, at least 1.</param>
    /// <param name="height">The prototypes' rows, at least 1.</param>
    /// <param name="box">The object's box in the prototypes' pixels; beyond their edge the nearest pixel counts.</param>
    /// <param name="columns">The result's columns: the box's width in the picture.</param>
    /// <param name="rows">The result's rows: the box's height in the picture.</param>
    /// <param name="probabilities">Receives rows × columns values, 0 … 1, row-major.</param>
    /// <exception cref="ArgumentException">The sizes contradict each other, or the box is empty or not finite.</exception>
    public static void Run(
        ReadOnlySpan<float> coefficients, ReadOnlySpan<float> prototypes, int width, int height, MapRegion box,
        int columns, int rows, Span<float> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        MapContract.Check(prototypes.Length, width, height, nameof(prototypes), coefficients.Length);
        MapContract.Check(probabilities.Length, columns, rows, nameof(probabilities));
        float boxWidth = box.Right - box.Left, boxHeight = box.Bottom - box.Top;
        if (!(boxWidth > 0 && boxHeight > 0 && float.IsFinite(boxWidth) && float.IsFinite(boxHeight)))
            throw new ArgumentException($"A box has a finite width and height above 0, not {boxWidth}×{boxHeight}.", nameof(box));
        if (probabilities.IsEmpty) return;

        Sample first = At(0, box.Left, boxWidth, columns, width), last = At(columns - 1, box.Left, boxWidth, columns, width);
        int left = first.Index, windowWidth = last.Next - left + 1;
        int top = At(0, box.Top, boxHeight, rows, height).Index, windowHeight = At(rows - 1, box.Top, boxHeight, rows, height).Next - top + 1;

        int windowSize = checked(windowWidth * windowHeight);
        float[] scratch = ArrayPool<float>.Shared.Rent(checked(windowSize + windowWidth));
        Sample[] samples = ArrayPool<Sample>.Shared.Rent(columns);
        try
        {
            Span<float> window = scratch.AsSpan(0, windowSize), blended = scratch.AsSpan(windowSize, windowWidth);
            Mix(coefficients, prototypes, width, height, left, top, windowWidth, window);
            TensorPrimitives.Sigmoid(window, window);

            for (int x = 0; x < columns; x++)
            {
                Sample sample = At(x, box.Left, boxWidth, columns, width);
                samples[x] = sample with { Index = sample.Index - left, Next = sample.Next - left };
            }

            for (int y = 0; y < rows; y++)
            {
                Sample vertical = At(y, box.Top, boxHeight, rows, height);
                ReadOnlySpan<float> upper = window.Slice((vertical.Index - top) * windowWidth, windowWidth);
                ReadOnlySpan<float> lower = window.Slice((vertical.Next - top) * windowWidth, windowWidth);
                TensorPrimitives.Lerp(upper, lower, vertical.Weight, blended);
                Span<float> row = probabilities.Slice(y * columns, columns);
                for (int x = 0; x < row.Length; x++)
                {
                    Sample sample = samples[x];
                    float a = blended[sample.Index];
                    row[x] = a + (blended[sample.Next] - a) * sample.Weight;
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scratch);
            ArrayPool<Sample>.Shared.Return(samples);
        }
    }

    /// <summary>The matrix product of coefficients and prototypes, in the window only.</summary>
    private static void Mix(
        ReadOnlySpan<float> coefficients, ReadOnlySpan<float> prototypes, int width, int height, int left, int top, int windowWidth, Span<float> window)
    {
        window.Clear();
        for (int at = 0, y = top; at < window.Length; at += windowWidth, y++)
        {
            Span<float> row = window.Slice(at, windowWidth);
            for (int k = 0; k < coefficients.Length; k++)
                TensorPrimitives.MultiplyAdd(prototypes.Slice((k * height + y) * width + left, windowWidth), coefficients[k], row, row);
        }
    }

    /// <summary>The two pixels between which an output pixel's centre lies, and the second one's weight.</summary>
    private static Sample At(int index, float start, float extent, int count, int size)
    {
        double position = Math.Clamp(start + (index + 0.5) * extent / count - 0.5, 0, size - 1);
        int below = (int)position;
        return new Sample(below, Math.Min(below + 1, size - 1), (float)(position - below));
    }

    private readonly record struct Sample(int Index, int Next, float Weight);
}
