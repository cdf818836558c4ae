namespace EdgeInfer.Imaging;

/// <summary>From lengths along one axis to whole pixels.</summary>
internal static class PixelRange
{
    /// <summary>Pixels 0 … <paramref name="limit"/> − 1 that the stretch from … to touches; First ≥ End where there is none.</summary>
    public static (int First, int End) Covering(double from, double to, int limit) =>
        ((int)Math.Clamp(Math.Floor(from), 0, limit), (int)Math.Clamp(Math.Ceiling(to), 0, limit));

    /// <summary>How much of pixel <paramref name="index"/> lies between from and to: 0 … 1.</summary>
    public static double Overlap(int index, double from, double to) =>
        Math.Max(0, Math.Min(index + 1.0, to) - Math.Max(index, from));
}
