using System.Buffers;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>Mixes the mask of one box from the prototypes and cuts it out at the picture's own resolution.</summary>
internal static class InstanceMaskReader
{
    /// <param name="box">In pixels of the picture, inside it, not empty.</param>
    /// <param name="coefficients">The box's.</param>
    /// <param name="prototypes">[coefficients, height, width].</param>
    /// <param name="mapWidth">The prototypes' columns.</param>
    /// <param name="mapHeight">The prototypes' rows.</param>
    /// <param name="plan">How the picture was fitted into the input.</param>
    /// <param name="threshold">Of a pixel's probability.</param>
    /// <param name="width">The picture's width.</param>
    /// <param name="height">The picture's height.</param>
    public static InstanceMask Read(
        in ScoredBox box, ReadOnlySpan<float> coefficients, ReadOnlySpan<float> prototypes, int mapWidth, int mapHeight, in ResizePlan plan,
        float threshold, int width, int height)
    {
        (int left, int right) = Cover(box.X1, box.X2, width);
        (int top, int bottom) = Cover(box.Y1, box.Y2, height);
        int columns = right - left, rows = bottom - top;
        ImageTransform transform = plan.Transform;
        float perInputX = (float)mapWidth / plan.InputWidth, perInputY = (float)mapHeight / plan.InputHeight;
        var region = new MapRegion(
            (left * transform.ScaleX + transform.OffsetX) * perInputX, (top * transform.ScaleY + transform.OffsetY) * perInputY,
            (right * transform.ScaleX + transform.OffsetX) * perInputX, (bottom * transform.ScaleY + transform.OffsetY) * perInputY);

        var pixels = new byte[checked(columns * rows)];
        float[] scratch = ArrayPool<float>.Shared.Rent(pixels.Length);
        try
        {
            Span<float> probabilities = scratch.AsSpan(0, pixels.Length);
            PrototypeMask.Run(coefficients, prototypes, mapWidth, mapHeight, region, columns, rows, probabilities);
            MapThreshold.Run(probabilities, threshold, pixels);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scratch);
        }

        // 0 and 1 to 0 and 255.
        foreach (ref byte pixel in pixels.AsSpan()) pixel = (byte)-pixel;
        return new InstanceMask(left, top, columns, rows, pixels);
    }

    /// <summary>The pixels whose centres an interval covers; one where it covers none.</summary>
    private static (int From, int To) Cover(float start, float end, int size)
    {
        int from = Math.Clamp((int)Math.Ceiling(start - 0.5), 0, size - 1);
        return (from, Math.Clamp((int)Math.Ceiling(end - 0.5), from + 1, size));
    }
}
