using System.Globalization;

namespace EdgeInfer.Vision;

/// <summary>One person, or whatever else a pose model was taught, and its joints.</summary>
/// <param name="Box">Where it is, in pixels of the original picture; of a box that the caller gave, that box.</param>
/// <param name="Score">
/// Confidence, 0 … 1: of a model that finds people itself, that there is one; of a model that is shown one person, the mean of its
/// joints' scores.
/// </param>
/// <param name="Keypoints">All the model's joints, in its order; <see cref="PoseEstimator.KeypointNames"/> names them.</param>
public readonly record struct Person(BoundingBox Box, float Score, IReadOnlyList<Keypoint> Keypoints)
{
    /// <summary><c>person 0.93 (132, 217) – (312, 541), 17 joints</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"person {Score:0.00} ({Box.X1:0}, {Box.Y1:0}) – ({Box.X2:0}, {Box.Y2:0}), {Keypoints.Count} joints");
}
