using System.Numerics.Tensors;

namespace EdgeInfer.Vision;

/// <summary>Joints from two rows of numbers each: how likely it is at each column, and at each row.</summary>
/// <remarks>
/// Li et al., "SimCC: a Simple Coordinate Classification Perspective for Human Pose Estimation", 2022. The score is the smaller
/// of the two peaks. Reference: <c>get_simcc_maximum</c> in mmpose's <c>codecs/utils/post_processing.py</c>.
/// </remarks>
internal static class SimCcPeaks
{
    /// <param name="x">[joints, bins across].</param>
    /// <param name="y">[joints, bins down].</param>
    /// <param name="perPixelX">Bins to an input pixel across; 2 is usual.</param>
    /// <param name="perPixelY">Bins to an input pixel down.</param>
    /// <param name="joints">Receives them in input pixels; scores that are negative or NaN as 0.</param>
    public static void Run(ReadOnlySpan<float> x, ReadOnlySpan<float> y, float perPixelX, float perPixelY, Span<Keypoint> joints)
    {
        if (joints.IsEmpty) return;
        int across = x.Length / joints.Length, down = y.Length / joints.Length;
        for (int i = 0; i < joints.Length; i++)
        {
            ReadOnlySpan<float> columns = x.Slice(i * across, across), rows = y.Slice(i * down, down);
            int column = TensorPrimitives.IndexOfMax(columns), row = TensorPrimitives.IndexOfMax(rows);
            float score = Math.Min(columns[column], rows[row]);
            joints[i] = new Keypoint(column / perPixelX, row / perPixelY, score > 0 ? score : 0);
        }
    }
}
