using System.Numerics;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>A line on its way from the detector's box to a result.</summary>
internal struct FoundLine
{
    public TextPlace Place;
    public float DetectionScore;

    /// <summary>Width of the recogniser's input that the line needs, in pixels.</summary>
    public int InputWidth;

    public bool UpsideDown;
    public string? Text;
    public float Score;
    public TextCharacter[]? Characters;

    /// <param name="left">Column of the whole picture where the part that was read begins.</param>
    /// <param name="top">Row of the whole picture where the part that was read begins.</param>
    public readonly TextLine ToResult(int left, int top)
    {
        var shift = new Vector2(left, top);
        if (Characters is not null && shift != Vector2.Zero)
        {
            foreach (ref TextCharacter character in Characters.AsSpan()) character = character with { Quad = character.Quad.Shifted(shift) };
        }

        Quad reading = Place.Reading(UpsideDown).Shifted(shift);
        // The corner nearest to the picture's top left, as PaddleOCR takes it: the smallest x + y, the first of equals.
        int first = 0;
        for (int i = 1; i < 4; i++)
        {
            if (reading[i].X + reading[i].Y < reading[first].X + reading[first].Y) first = i;
        }

        return new TextLine(Text ?? "", Score, reading.From(first))
        {
            Rotation = (4 - first) % 4 * 90,
            DetectionScore = DetectionScore,
            Characters = Characters ?? [],
        };
    }
}
