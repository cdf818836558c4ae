using System.Numerics;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Vision.Ocr;

/// <summary>Intersection over union of two convex quads (Sutherland and Hodgman's clipping).</summary>
internal static class QuadOverlap
{
    public static double IoU(Quad a, Quad b)
    {
        double common = Area(Clip([a[0], a[1], a[2], a[3]], [b[0], b[1], b[2], b[3]]));
        double union = a.Area + b.Area - common;
        return union > 0 ? common / union : 0;
    }

    private static List<Vector2> Clip(List<Vector2> polygon, Vector2[] by)
    {
        for (int i = 0; i < by.Length; i++)
        {
            Vector2 from = by[i], to = by[(i + 1) % by.Length];
            List<Vector2> kept = [];
            for (int k = 0; k < polygon.Count; k++)
            {
                Vector2 current = polygon[k], next = polygon[(k + 1) % polygon.Count];
                double here = Side(from, to, current), there = Side(from, to, next);
                if (here >= 0) kept.Add(current);
                if (here >= 0 != there >= 0) kept.Add(current + (next - current) * (float)(here / (here - there)));
            }

            polygon = kept;
        }

        return polygon;
    }

    /// <summary>Positive on the right, which is inside for clockwise corners with y downwards.</summary>
    private static double Side(Vector2 from, Vector2 to, Vector2 point) =>
        ((double)to.X - from.X) * ((double)point.Y - from.Y) - ((double)to.Y - from.Y) * ((double)point.X - from.X);

    private static double Area(List<Vector2> polygon)
    {
        double twice = 0;
        for (int i = 0; i < polygon.Count; i++)
        {
            Vector2 a = polygon[i], b = polygon[(i + 1) % polygon.Count];
            twice += (double)a.X * b.Y - (double)a.Y * b.X;
        }

        return Math.Abs(twice) / 2;
    }
}
