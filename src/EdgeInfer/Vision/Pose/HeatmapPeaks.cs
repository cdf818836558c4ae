using System.Numerics.Tensors;

namespace EdgeInfer.Vision;

/// <summary>Joints from one map each: the highest point, moved a quarter of a pixel towards the higher of its neighbours.</summary>
/// <remarks>
/// Newell et al., "Stacked Hourglass Networks for Human Pose Estimation", 2016. Reference: <c>get_heatmap_maximum</c> and
/// <c>refine_keypoints</c> in mmpose's <c>codecs/utils</c>; as there, points in the two outermost columns or rows are not moved
/// along that axis (on the left and top; one on the right and bottom).
/// </remarks>
internal static class HeatmapPeaks
{
    private const float Shift = 0.25f;

    /// <param name="maps">[joints, height, width].</param>
    /// <param name="width">The maps' columns.</param>
    /// <param name="height">The maps' rows.</param>
    /// <param name="perPixelX">Input pixels to one of the map across; 4 is usual.</param>
    /// <param name="perPixelY">Input pixels to one of the map down.</param>
    /// <param name="joints">Receives them in input pixels; scores that are negative or NaN as 0.</param>
    public static void Run(ReadOnlySpan<float> maps, int width, int height, float perPixelX, float perPixelY, Span<Keypoint> joints)
    {
        for (int i = 0; i < joints.Length; i++)
        {
            ReadOnlySpan<float> map = maps.Slice(i * width * height, width * height);
            int peak = TensorPrimitives.IndexOfMax(map), column = peak % width, row = peak / width;
            float x = column, y = row, score = map[peak];
            if (column > 1 && column < width - 1) x += Towards(map[peak - 1], map[peak + 1]);
            if (row > 1 && row < height - 1) y += Towards(map[peak - width], map[peak + width]);
            joints[i] = new Keypoint(x * perPixelX, y * perPixelY, score > 0 ? score : 0);
        }

        static float Towards(float before, float after) => after > before ? Shift : after < before ? -Shift : 0;
    }
}
