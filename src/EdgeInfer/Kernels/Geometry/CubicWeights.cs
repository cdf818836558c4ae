namespace EdgeInfer.Kernels;

/// <summary>
/// What a bicubic warp weighs sixteen neighbours with, for every fraction of a pixel in 1/32: OpenCV's table, whose weights of one point
/// add up to 2^15 exactly.
/// </summary>
/// <remarks>
/// R. Keys, "Cubic Convolution Interpolation for Digital Image Processing", 1981, with a = −0.75. Products are rounded to whole numbers; what
/// that loses or adds goes to the largest or smallest weight beside the point, as in OpenCV 4.6's <c>initInterTab2D</c>.
/// </remarks>
internal static class CubicWeights
{
    /// <summary>Weights of one point: four rows of four.</summary>
    public const int Count = 16;

    /// <summary>Bits after the binary point.</summary>
    public const int Bits = 15;

    private const int Steps = 1 << IWarpCoordinates.FractionBits;

    private static readonly short[] Weights = Make();

    /// <summary>The weights of all points: those of fraction (x, y) begin at <c>(y × 32 + x) × 16</c>.</summary>
    public static ReadOnlySpan<short> Table => Weights;

    private static short[] Make()
    {
        float[] line = new float[Steps * 4];
        for (int i = 0; i < Steps; i++) Line((float)i / Steps, line.AsSpan(i * 4, 4));
        short[] table = new short[Steps * Steps * Count];
        for (int y = 0; y < Steps; y++)
        {
            for (int x = 0; x < Steps; x++) Fill(line.AsSpan(y * 4, 4), line.AsSpan(x * 4, 4), table.AsSpan((y * Steps + x) * Count, Count));
        }

        return table;
    }

    private static void Line(float x, Span<float> weights)
    {
        const float a = -0.75f;
        weights[0] = ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a;
        weights[1] = ((a + 2) * x - (a + 3)) * x * x + 1;
        weights[2] = ((a + 2) * (1 - x) - (a + 3)) * (1 - x) * (1 - x) + 1;
        weights[3] = 1 - weights[0] - weights[1] - weights[2];
    }

    private static void Fill(ReadOnlySpan<float> rows, ReadOnlySpan<float> columns, Span<short> weights)
    {
        int sum = 0;
        for (int i = 0; i < Count; i++)
        {
            weights[i] = (short)Math.Clamp(MathF.Round(rows[i / 4] * columns[i % 4] * (1 << Bits)), short.MinValue, short.MaxValue);
            sum += weights[i];
        }

        int surplus = sum - (1 << Bits);
        if (surplus == 0) return;
        int smallest = 10, largest = 10;
        foreach (int i in (ReadOnlySpan<int>)[10, 11, 14, 15])
        {
            if (weights[i] < weights[smallest]) smallest = i;
            else if (weights[i] > weights[largest]) largest = i;
        }

        weights[surplus < 0 ? largest : smallest] -= (short)surplus;
    }
}
