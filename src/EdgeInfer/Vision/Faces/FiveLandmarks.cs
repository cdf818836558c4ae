namespace EdgeInfer.Vision;

/// <summary>Landmarks as face detectors give them: five points, each an offset from an anchor.</summary>
internal static class FiveLandmarks
{
    public const int Count = 5;

    /// <summary>Numbers of one face.</summary>
    public const int Values = 2 * Count;

    /// <param name="values">Ten a face: x and y of each point in turn.</param>
    /// <param name="face">Which face, from 0.</param>
    /// <param name="x">The anchor's column, in pixels of the input.</param>
    /// <param name="y">The anchor's row.</param>
    /// <param name="scale">Pixels that an offset of 1 stands for.</param>
    /// <param name="keypoints">Receives the five points.</param>
    public static void Read(ReadOnlySpan<float> values, int face, float x, float y, float scale, Span<Keypoint> keypoints)
    {
        ReadOnlySpan<float> offsets = values.Slice(face * Values, Values);
        for (int i = 0; i < Count; i++) keypoints[i] = new Keypoint(x + offsets[2 * i] * scale, y + offsets[2 * i + 1] * scale);
    }
}
