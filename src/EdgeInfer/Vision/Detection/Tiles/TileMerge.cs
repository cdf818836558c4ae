namespace EdgeInfer.Vision;

/// <summary>Makes one list of what several tiles show of the same objects.</summary>
internal static class TileMerge
{
    /// <summary>The part of the smaller box that has to lie in the other one for a cut object to be the same.</summary>
    private const float CutOverlap = 0.5f;

    /// <param name="found">Of all tiles; reordered.</param>
    /// <param name="iou">Overlap (IoU) above which whole boxes are the same object.</param>
    /// <param name="acrossClasses">Whether objects of different classes can be the same.</param>
    /// <param name="maxDetections">Most objects returned.</param>
    /// <returns>Best first.</returns>
    public static Detection[] Run(List<TileDetection> found, float iou, bool acrossClasses, int maxDetections)
    {
        // The sort must not depend on the order of the tiles where scores are equal.
        found.Sort(static (a, b) =>
        {
            int order = b.Found.Score.CompareTo(a.Found.Score);
            if (order == 0) order = a.IsCut.CompareTo(b.IsCut);
            return order != 0 ? order : a.Tile.CompareTo(b.Tile);
        });
        var kept = new List<TileDetection>();
        foreach (TileDetection candidate in found)
        {
            int same = kept.FindIndex(other => IsSame(in other, in candidate, iou, acrossClasses));
            if (same < 0) kept.Add(candidate);
            else Absorb(kept, same, candidate, iou, acrossClasses);
        }

        var merged = new Detection[Math.Min(kept.Count, maxDetections)];
        for (int i = 0; i < merged.Length; i++) merged[i] = kept[i].Found;
        return merged;
    }

    /// <summary>Joins a box with one that is kept. Grown by that, it may turn out to be others that are kept, too: two halves, once the whole is seen.</summary>
    private static void Absorb(List<TileDetection> kept, int at, TileDetection candidate, float iou, bool acrossClasses)
    {
        while (true)
        {
            TileDetection joined = Join(kept[at], in candidate);
            kept[at] = joined;
            int other = kept.FindIndex(k => k != joined && IsSame(in joined, in k, iou, acrossClasses));
            if (other < 0) return;
            // They are sorted: the earlier one is the better one.
            (at, other) = (Math.Min(at, other), Math.Max(at, other));
            candidate = kept[other];
            kept.RemoveAt(other);
        }
    }

    private static bool IsSame(in TileDetection a, in TileDetection b, float iou, bool acrossClasses)
    {
        if (a.Tile == b.Tile || (!acrossClasses && a.Found.ClassId != b.Found.ClassId)) return false;
        float intersection = a.Found.Box.Intersection(b.Found.Box);
        if (intersection <= 0) return false;
        return a.IsCut || b.IsCut
            ? intersection > CutOverlap * Math.Min(a.Found.Box.Area, b.Found.Box.Area)
            : a.Found.Box.IoU(b.Found.Box) > iou;
    }

    /// <summary>The better one, with what was cut off it. A turned box stays as it is: two of them have no common one.</summary>
    private static TileDetection Join(in TileDetection better, in TileDetection other)
    {
        if (!better.IsCut || better.Found.Oriented is not null) return better;
        BoundingBox a = better.Found.Box, b = other.Found.Box;
        var box = new BoundingBox(Math.Min(a.X1, b.X1), Math.Min(a.Y1, b.Y1), Math.Max(a.X2, b.X2), Math.Max(a.Y2, b.Y2));
        return better with { Found = better.Found with { Box = box }, IsCut = other.IsCut };
    }
}
