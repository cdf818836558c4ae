using System.Globalization;
using System.Numerics;

namespace EdgeInfer.Vision;

/// <summary>An object that was found in this frame and is the same as in frames before.</summary>
/// <param name="Id">The object's number, from 1, the same as long as it is followed; never used again for another one.</param>
/// <param name="Detection">What was found in this frame.</param>
/// <param name="Frames">Frames since it was first found, this one counted.</param>
/// <param name="Velocity">Pixels a frame, smoothed: to the right and down.</param>
public readonly record struct TrackedObject(int Id, Detection Detection, int Frames, Vector2 Velocity)
{
    /// <summary><c>#3 person 0.93 (132, 217) – (312, 541)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Id} {Detection}");
}
