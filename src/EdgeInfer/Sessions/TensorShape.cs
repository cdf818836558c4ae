namespace EdgeInfer.Sessions;

/// <summary>Arithmetic on shapes.</summary>
internal static class TensorShape
{
    /// <summary>Product of the sizes; 1 for a scalar.</summary>
    /// <exception cref="OverflowException">More than <see cref="long.MaxValue"/> elements.</exception>
    public static long ElementCount(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long size in shape) count = checked(count * size);
        return count;
    }

    public static string Describe(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
