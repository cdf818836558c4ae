namespace EdgeInfer.Imaging;

/// <summary>Finds a place for every box's tag: at the box, inside the picture, and not on another tag while there is room.</summary>
/// <remarks>
/// Greedy: tags are placed in the order given, each at the first of its places that no earlier tag covers. The
/// places, best first: standing on the frame's upper left corner; hanging from its lower left corner; inside the
/// frame at its upper left corner; other places along the frame's edges; beside it; further above or below it. Where
/// all are taken, the one least covered is used.
/// </remarks>
internal static class TagLayout
{
    // Rows of tags that may lie between a frame and its tag.
    private const int MostRowsAway = 8;

    /// <param name="width">Of the picture.</param>
    /// <param name="height">Of the picture.</param>
    /// <param name="frames">Outer bounds of the frames, inside the picture.</param>
    /// <param name="tags">Width and height of each frame's tag; a tag that is larger than the picture gets no place.</param>
    /// <returns>For each frame where its tag goes; empty bounds where it has none.</returns>
    public static PixelBounds[] Place(
        int width, int height, ReadOnlySpan<PixelBounds> frames, ReadOnlySpan<(double Width, double Height)> tags)
    {
        var places = new PixelBounds[frames.Length];
        var placed = new List<PixelBounds>(frames.Length);
        for (int i = 0; i < frames.Length; i++)
        {
            (double tagWidth, double tagHeight) = tags[i];
            if (tagWidth <= 0 || tagHeight <= 0 || tagWidth > width || tagHeight > height) continue;
            places[i] = FirstFree(Candidates(frames[i], tagWidth, tagHeight), tagWidth, tagHeight, width, height, placed);
            placed.Add(places[i]);
        }

        return places;
    }

    private static PixelBounds FirstFree(
        IEnumerable<(double X, double Y)> candidates, double tagWidth, double tagHeight, int width, int height, List<PixelBounds> placed)
    {
        PixelBounds best = default;
        double leastCovered = double.PositiveInfinity;
        foreach ((double x, double y) in candidates)
        {
            // Sideways a tag may slide along its frame to stay in the picture; up or down it would leave it.
            if (y < 0 || y + tagHeight > height) continue;
            double left = Math.Clamp(x, 0, width - tagWidth);
            var place = new PixelBounds(left, y, left + tagWidth, y + tagHeight);
            double covered = 0;
            foreach (PixelBounds other in placed) covered += place.CommonArea(other);
            if (covered == 0) return place;
            if (covered >= leastCovered) continue;
            (best, leastCovered) = (place, covered);
        }

        return best;
    }

    private static IEnumerable<(double X, double Y)> Candidates(PixelBounds frame, double tagWidth, double tagHeight)
    {
        double above = frame.Y1 - tagHeight;
        double below = frame.Y2;
        double right = frame.X2 - tagWidth;
        double insideBottom = frame.Y2 - tagHeight;
        double step = Math.Max(1, Math.Floor(tagHeight / 2));

        // Inside, a tag would hide most of a small object; there it is kept for when nothing else is left.
        bool roomInside = frame.Height >= 3 * tagHeight;

        // At the picture's upper edge a tag is looked for inside the frame first; elsewhere outside.
        bool roomAbove = above >= 0;

        yield return (frame.X1, above);
        if (roomInside && !roomAbove) yield return (frame.X1, frame.Y1);
        yield return (frame.X1, below);
        if (roomInside && roomAbove) yield return (frame.X1, frame.Y1);
        yield return (right, above);
        yield return (right, below);
        for (double x = frame.X1 + step; x < right; x += step) yield return (x, above);
        for (double x = frame.X1 + step; x < right; x += step) yield return (x, below);
        if (roomInside)
        {
            yield return (right, frame.Y1);
            for (double y = frame.Y1 + step; y <= insideBottom; y += step)
            {
                yield return (frame.X1, y);
                yield return (right, y);
            }
        }

        for (double y = frame.Y1; y < frame.Y2; y += tagHeight)
        {
            yield return (frame.X2, y);
            yield return (frame.X1 - tagWidth, y);
        }

        for (int rows = 1; rows <= MostRowsAway; rows++)
        {
            yield return (frame.X1, above - rows * tagHeight);
            yield return (frame.X1, below + rows * tagHeight);
        }

        // A frame as high as the picture, yet too low for a tag inside it: over the object after all.
        yield return (frame.X1, frame.Y1);
        yield return (frame.X1, Math.Max(0, insideBottom));
    }
}
