namespace EdgeInfer.Sessions;

/// <summary>Arithmetic on shapes.</summary>
internal static class TensorShape
{
    /// <summary>Product of the sizes; 1 for a scalar.</summary>
    /// <exception cref="OverflowException">More than <see cref="long.MaxValue"/> elements.</exception>
    public static long ElementCount(ReadOnlySpan<long> shape)
    {
        // A size of 0 makes the tensor empty, however large the other sizes are.
        if (shape.Contains(0)) return 0;
        long count = 1;
        foreach (long size in shape) count = checked(count * size);
        return count;
    }

    /// <summary>Whether a tensor of this shape has exactly so many elements.</summary>
    public static bool HasElementCount(ReadOnlySpan<long> shape, long count)
    {
        try
        {
            return ElementCount(shape) == count;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    public static string Describe(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
