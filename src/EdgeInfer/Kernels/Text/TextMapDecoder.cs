using System.Buffers;
using System.Numerics;

namespace EdgeInfer.Kernels;

/// <summary>A text detector's probability map to boxes around lines of text.</summary>
/// <remarks>
/// PaddleOCR's <c>DBPostProcess</c> with <c>box_type="quad"</c> and <c>score_mode="fast"</c>: threshold, borders (of holes
/// too), smallest rectangle, mean inside, growth, smallest rectangle again. Boxes come in the order in which their first
/// pixel is met, row by row.
/// </remarks>
internal static class TextMapDecoder
{
    /// <param name="map">Height × width probabilities, row-major.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="options">Thresholds and growth.</param>
    /// <param name="regions">Receives the boxes as far as there is room; the rest is not looked at.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentException">The map has another size.</exception>
    public static int Run(ReadOnlySpan<float> map, int width, int height, in TextMapOptions options, Span<TextRegion> regions)
    {
        MapContract.Check(map.Length, width, height, nameof(map));
        using ContourTracer tracer = ContourTracer.Rent();
        byte[] mask = ArrayPool<byte>.Shared.Rent(map.Length);
        try
        {
            MapThreshold.Run(map, options.PixelThreshold, mask.AsSpan(0, map.Length));
            tracer.Run(mask.AsSpan(0, map.Length), width, height, ContourMode.All, ContourPoints.Corners);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(mask);
        }

        int count = 0;
        for (int i = 0; i < tracer.Count && count < regions.Length; i++)
        {
            if (TryRead(map, width, height, in options, tracer.GetContour(i), out TextRegion region)) regions[count++] = region;
        }

        return count;
    }

    private static bool TryRead(ReadOnlySpan<float> map, int width, int height, in TextMapOptions options, ReadOnlySpan<PixelPoint> contour, out TextRegion region)
    {
        region = default;
        Vector2[] hull = ArrayPool<Vector2>.Shared.Rent(ConvexHull.Room(contour.Length));
        try
        {
            int corners = ConvexHull.Run(contour, hull);
            Quad core = options.WholePixels ? CaliperRectangle.Run(hull.AsSpan(0, corners)) : MinimumAreaRectangle.Run(hull.AsSpan(0, corners));
            if (Math.Min(core.Width, core.Height) < options.MinSide) return false;
            float score = PolygonMean.Run(map, width, height, in core);
            if (score < options.BoxThreshold) return false;
            Quad grown = options.WholePixels ? TextBoxGrowth.RunOnWholePixels(in core, options.GrowthRatio) : TextBoxGrowth.Run(in core, options.GrowthRatio);
            if (Math.Min(grown.Width, grown.Height) < options.MinSide + 2) return false;
            region = new TextRegion(grown, score);
            return true;
        }
        finally
        {
            ArrayPool<Vector2>.Shared.Return(hull);
        }
    }
}
