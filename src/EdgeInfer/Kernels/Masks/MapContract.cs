namespace EdgeInfer.Kernels;

/// <summary>What the kernels over two-dimensional maps demand of their sizes.</summary>
internal static class MapContract
{
    /// <exception cref="ArgumentException">The map does not hold exactly <paramref name="planes"/> × height × width values.</exception>
    public static void Check(int length, int width, int height, string name, int planes = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfNegative(planes);
        if (length == checked((long)width * height * planes)) return;
        string expected = planes == 1 ? $"{width}×{height}" : $"{planes}×{height}×{width}";
        throw new ArgumentException($"The {name} has {length} values, but {expected} needs {checked((long)width * height * planes)}.", name);
    }
}
