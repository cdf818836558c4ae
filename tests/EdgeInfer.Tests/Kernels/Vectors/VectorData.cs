namespace EdgeInfer.Tests.Kernels;

/// <summary>Vectors with a seed that failing tests print.</summary>
internal sealed class VectorData(int seed)
{
    private readonly Random _random = new(seed);

    public int Seed { get; } = seed;

    public static VectorData New() => new(Random.Shared.Next());

    /// <summary>Normally distributed values: normalised, they point in every direction alike.</summary>
    public float[] Gaussian(int length)
    {
        float[] values = new float[length];
        foreach (ref float value in values.AsSpan())
            value = (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
        return values;
    }

    /// <summary>All of int8, −128 included.</summary>
    public sbyte[] Int8(int length)
    {
        sbyte[] values = new sbyte[length];
        foreach (ref sbyte value in values.AsSpan()) value = (sbyte)_random.Next(sbyte.MinValue, sbyte.MaxValue + 1);
        return values;
    }

    public int Next(int from, int to) => _random.Next(from, to);
}
