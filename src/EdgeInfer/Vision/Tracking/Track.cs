using System.Numerics;

namespace EdgeInfer.Vision;

/// <summary>One object over time: what it last looked like, and where it is believed to be.</summary>
internal sealed class Track
{
    private MotionFilter _centerX;
    private MotionFilter _centerY;
    private MotionFilter _width;
    private MotionFilter _height;

    public Track(in Detection detection, int frame)
    {
        BoundingBox box = detection.Box;
        Last = detection;
        (FirstFrame, LastFrame, Hits) = (frame, frame, 1);
        (_centerX, _centerY) = (new(box.CenterX, box.Width), new(box.CenterY, box.Height));
        (_width, _height) = (new(box.Width, box.Width), new(box.Height, box.Height));
    }

    /// <summary>0 until the object is sure to be one.</summary>
    public int Id { get; set; }

    public Detection Last { get; private set; }

    public int FirstFrame { get; }

    public int LastFrame { get; private set; }

    public int Hits { get; private set; }

    /// <summary>Where the object is believed to be in the current frame.</summary>
    public BoundingBox Predicted => BoundingBox.FromCenter(_centerX.Position, _centerY.Position, Math.Max(_width.Position, 1), Math.Max(_height.Position, 1));

    public Vector2 Velocity => new(_centerX.Velocity, _centerY.Velocity);

    public void Predict(int frame)
    {
        if (frame - LastFrame > 1)
        {
            // A box that was shrinking when it was lost would be gone when it comes back.
            _width.Halt();
            _height.Halt();
        }

        float width = Math.Max(_width.Position, 1), height = Math.Max(_height.Position, 1);
        _centerX.Predict(width);
        _centerY.Predict(height);
        _width.Predict(width);
        _height.Predict(height);
    }

    public void Correct(in Detection detection, int frame)
    {
        BoundingBox box = detection.Box;
        float width = Math.Max(_width.Position, 1), height = Math.Max(_height.Position, 1);
        _centerX.Correct(box.CenterX, width);
        _centerY.Correct(box.CenterY, height);
        _width.Correct(box.Width, width);
        _height.Correct(box.Height, height);
        Last = detection;
        LastFrame = frame;
        Hits++;
    }
}
