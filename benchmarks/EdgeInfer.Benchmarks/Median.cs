namespace EdgeInfer.Benchmarks;

/// <summary>What is left of measurements on a machine that others use.</summary>
internal static class Median
{
    /// <param name="values">At least one; not reordered.</param>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
