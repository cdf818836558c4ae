using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>Boxes given by centre and size relative to the input, 0 … 1, as transformers give them.</summary>
internal static class RelativeBox
{
    /// <param name="box">Centre x, centre y, width, height.</param>
    /// <param name="width">The input's width in pixels.</param>
    /// <param name="height">The input's height in pixels.</param>
    /// <param name="score">The box's score.</param>
    /// <param name="classId">Its class.</param>
    /// <param name="source">Its query.</param>
    /// <returns>Corners in input pixels.</returns>
    public static ScoredBox Read(ReadOnlySpan<float> box, int width, int height, float score, int classId, int source)
    {
        float halfWidth = box[2] / 2, halfHeight = box[3] / 2;
        return new ScoredBox(
            (box[0] - halfWidth) * width, (box[1] - halfHeight) * height, (box[0] + halfWidth) * width, (box[1] + halfHeight) * height, score, classId, source);
    }
}
