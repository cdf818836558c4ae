using System.Buffers;
using EdgeInfer.Imaging;

namespace EdgeInfer.Kernels;

/// <summary>
/// Picture to tensor: resize, pad, reorder and normalise 8-bit pixels straight into a float tensor.
/// </summary>
/// <remarks>
/// One pass over the destination for <see cref="Interpolation.Bilinear"/> and <see cref="Interpolation.Nearest"/>,
/// two (horizontal, vertical) for <see cref="Interpolation.AntialiasedBilinear"/>. Each pass rounds to 8 bits, as OpenCV
/// and PIL do: that is what models saw in training. Thread-safe; scratch memory is pooled.
/// </remarks>
internal static partial class ImageToTensor
{
    /// <summary>Writes one picture; every element of the destination is written.</summary>
    /// <param name="source">Any size, stride and format. Alpha is ignored.</param>
    /// <param name="plan">Where the picture lands in the input.</param>
    /// <param name="interpolation">The resize filter; not used where the plan does not resize.</param>
    /// <param name="order">Channels of the tensor; their number equals <c>normalization.Channels</c>.</param>
    /// <param name="layout">Order of the axes.</param>
    /// <param name="normalization">From 8-bit values to the model's.</param>
    /// <param name="padColor">Red, green, blue, 0 … 255, normalised like a pixel, for what the picture does not cover.</param>
    /// <param name="destination">Exactly channels × height × width floats.</param>
    /// <exception cref="ArgumentException">The picture is empty, or a size does not match.</exception>
    public static void Write(
        ImageView source, in ResizePlan plan, Interpolation interpolation, ColorOrder order, TensorLayout layout,
        PixelNormalization normalization, ReadOnlySpan<byte> padColor, Span<float> destination)
    {
        int channels = normalization.Channels;
        int expected = checked(plan.InputWidth * plan.InputHeight * channels);
        if (source.IsEmpty) throw new ArgumentException("The picture is empty.", nameof(source));
        if (destination.Length != expected)
        {
            throw new ArgumentException(
                $"A {channels}×{plan.InputHeight}×{plan.InputWidth} tensor has {expected} elements; the destination has {destination.Length}.",
                nameof(destination));
        }

        if (channels != (order == ColorOrder.Gray ? 1 : 3))
            throw new ArgumentException($"{order} has {(order == ColorOrder.Gray ? 1 : 3)} channels; the normalisation has {channels}.", nameof(normalization));

        var target = new TensorTarget(destination, plan.InputWidth, plan.InputHeight, layout, normalization);
        FillPadding(in plan, order, padColor, target);

        // The part of the input that the resized picture covers.
        int x0 = Math.Max(0, plan.Left), x1 = Math.Min(plan.InputWidth, plan.Left + plan.ResizedWidth);
        int y0 = Math.Max(0, plan.Top), y1 = Math.Min(plan.InputHeight, plan.Top + plan.ResizedHeight);
        if (x0 >= x1 || y0 >= y1) return;

        Span<int> channelOffsets = stackalloc int[3];
        bool luma = ChannelOffsets(source.Format, order, channelOffsets);
        bool resizes = plan.ResizedWidth != source.Width || plan.ResizedHeight != source.Height;
        if (interpolation == Interpolation.AntialiasedBilinear && resizes)
            WriteAntialiased(source, in plan, channelOffsets, luma, target, x0, x1, y0, y1);
        else
            WriteSampled(source, in plan, interpolation == Interpolation.Nearest, channelOffsets, luma, target, x0, x1, y0, y1);
    }

    /// <summary>For each tensor channel, the byte inside a source pixel that feeds it.</summary>
    /// <returns>True where the tensor's one channel is luma mixed from red, green and blue at the offsets given.</returns>
    private static bool ChannelOffsets(PixelFormat format, ColorOrder order, Span<int> offsets)
    {
        if (format == PixelFormat.Gray8)
        {
            offsets.Clear();
            return false;
        }

        bool redFirst = format is PixelFormat.Rgb24 or PixelFormat.Rgba32;
        bool sameOrder = redFirst == (order != ColorOrder.Bgr);
        offsets[0] = sameOrder ? 0 : 2;
        offsets[1] = 1;
        offsets[2] = sameOrder ? 2 : 0;
        return order == ColorOrder.Gray;
    }

    private static void FillPadding(in ResizePlan plan, ColorOrder order, ReadOnlySpan<byte> padColor, TensorTarget target)
    {
        bool covered = plan.Left <= 0 && plan.Top <= 0
            && plan.Left + plan.ResizedWidth >= plan.InputWidth && plan.Top + plan.ResizedHeight >= plan.InputHeight;
        if (covered) return;

        Span<float> pad = stackalloc float[3];
        float red = padColor.Length > 0 ? padColor[0] : 0, green = padColor.Length > 1 ? padColor[1] : red, blue = padColor.Length > 2 ? padColor[2] : red;
        (pad[0], pad[1], pad[2]) = order switch
        {
            ColorOrder.Rgb => (red, green, blue),
            ColorOrder.Bgr => (blue, green, red),
            _ => (Luma(red, green, blue), 0, 0),
        };
        target.Fill(pad);
    }

    private static float Luma(float red, float green, float blue) => 0.299f * red + 0.587f * green + 0.114f * blue;

    private static void WriteSampled(
        ImageView source, in ResizePlan plan, bool nearest, ReadOnlySpan<int> channelOffsets, bool luma,
        TensorTarget target, int x0, int x1, int y0, int y1)
    {
        int count = x1 - x0;
        int pixelBytes = source.Format.BytesPerPixel();
        int[] leftOffsets = ArrayPool<int>.Shared.Rent(count);
        int[] rightOffsets = ArrayPool<int>.Shared.Rent(count);
        float[] rightWeights = ArrayPool<float>.Shared.Rent(count);
        try
        {
            for (int i = 0; i < count; i++)
            {
                Sample(x0 + i - plan.Left, plan.ResizedWidth, source.Width, nearest, out int left, out int right, out rightWeights[i]);
                leftOffsets[i] = left * pixelBytes;
                rightOffsets[i] = right * pixelBytes;
            }

            Span<float> value = stackalloc float[3];
            int channels = luma ? 3 : target.Channels;
            for (int y = y0; y < y1; y++)
            {
                Sample(y - plan.Top, plan.ResizedHeight, source.Height, nearest, out int above, out int below, out float lower);
                ReadOnlySpan<byte> topRow = source.GetRow(above), bottomRow = source.GetRow(below);
                for (int i = 0; i < count; i++)
                {
                    int left = leftOffsets[i], right = rightOffsets[i];
                    float weight = rightWeights[i];
                    for (int c = 0; c < channels; c++)
                    {
                        int offset = channelOffsets[c];
                        float top = topRow[left + offset] + weight * (topRow[right + offset] - topRow[left + offset]);
                        float bottom = bottomRow[left + offset] + weight * (bottomRow[right + offset] - bottomRow[left + offset]);
                        value[c] = MathF.Round(top + lower * (bottom - top));
                    }

                    if (luma) value[0] = Luma(value[0], value[1], value[2]);
                    target.Store(x0 + i, y, value);
                }
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(leftOffsets);
            ArrayPool<int>.Shared.Return(rightOffsets);
            ArrayPool<float>.Shared.Return(rightWeights);
        }
    }

    /// <summary>The two source positions that a resized position lies between, and the weight of the second.</summary>
    private static void Sample(int position, int resized, int original, bool nearest, out int first, out int second, out float secondWeight)
    {
        if (nearest)
        {
            // In integers: a product that falls short of a whole number by a rounding error would pick the pixel before.
            first = second = (int)((2L * position + 1) * original / (2L * resized));
            secondWeight = 0;
            return;
        }

        double scale = (double)original / resized;
        double exact = Math.Clamp((position + 0.5) * scale - 0.5, 0, original - 1);
        first = (int)exact;
        second = Math.Min(first + 1, original - 1);
        secondWeight = (float)(exact - first);
    }
}
