namespace EdgeInfer.Vision;

/// <summary>
/// A Kalman filter for one coordinate that moves at a nearly constant velocity. A box's four coordinates do not disturb each
/// other in this model, so that four of these are the usual filter of eight states.
/// </summary>
/// <remarks>R. E. Kalman 1960; noise as in SORT and ByteTrack: it grows with the object's size.</remarks>
internal struct MotionFilter
{
    // Parts of the object's size by which a measurement may be off, and by which its velocity may change, in one frame.
    private const float PositionNoise = 1f / 20, VelocityNoise = 1f / 160;

    private float _varianceOfPosition;
    private float _covariance;
    private float _varianceOfVelocity;

    /// <param name="position">Where the object was seen.</param>
    /// <param name="size">The object's extent along this coordinate, in pixels.</param>
    public MotionFilter(float position, float size)
    {
        Position = position;
        Velocity = 0;
        _varianceOfPosition = Square(2 * PositionNoise * size);
        _varianceOfVelocity = Square(10 * VelocityNoise * size);
        _covariance = 0;
    }

    public float Position { get; private set; }

    /// <summary>Pixels a frame.</summary>
    public float Velocity { get; private set; }

    /// <summary>One frame later.</summary>
    public void Predict(float size)
    {
        Position += Velocity;
        _varianceOfPosition += 2 * _covariance + _varianceOfVelocity + Square(PositionNoise * size);
        _covariance += _varianceOfVelocity;
        _varianceOfVelocity += Square(VelocityNoise * size);
    }

    /// <summary>The object was seen.</summary>
    public void Correct(float measured, float size)
    {
        float innovation = _varianceOfPosition + Square(PositionNoise * size);
        float gain = _varianceOfPosition / innovation, gainOfVelocity = _covariance / innovation, error = measured - Position;
        Position += gain * error;
        Velocity += gainOfVelocity * error;
        _varianceOfVelocity -= gainOfVelocity * _covariance;
        _covariance *= 1 - gain;
        _varianceOfPosition *= 1 - gain;
    }

    /// <summary>The object is out of sight: it is taken to keep its size.</summary>
    public void Halt() => Velocity = 0;

    private static float Square(float value) => value * value;
}
