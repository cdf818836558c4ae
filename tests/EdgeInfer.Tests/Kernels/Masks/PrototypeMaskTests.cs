using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class PrototypeMaskTests
{
    [Fact]
    public void Every_pixel_is_that_of_the_definition()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            int count = random.Next(1, 12), width = random.Next(1, 40), height = random.Next(1, 40), columns = random.Next(1, 60), rows = random.Next(1, 60);
            float[] coefficients = Numbers(count), prototypes = Numbers(count * width * height);
            // Boxes reach over the edges, and may be far smaller than a pixel.
            float left = random.NextSingle() * (width + 6) - 3, top = random.NextSingle() * (height + 6) - 3;
            var box = new MapRegion(left, top, left + random.NextSingle() * width + 0.01f, top + random.NextSingle() * height + 0.01f);
            float[] actual = new float[columns * rows];

            PrototypeMask.Run(coefficients, prototypes, width, height, box, columns, rows, actual);

            for (int y = 0; y < rows; y++)
            {
                for (int x = 0; x < columns; x++)
                {
                    double px = Math.Clamp(box.Left + (x + 0.5) * (box.Right - box.Left) / columns - 0.5, 0, width - 1);
                    double py = Math.Clamp(box.Top + (y + 0.5) * (box.Bottom - box.Top) / rows - 0.5, 0, height - 1);
                    int x0 = (int)px, y0 = (int)py, x1 = Math.Min(x0 + 1, width - 1), y1 = Math.Min(y0 + 1, height - 1);
                    double upper = Probability(x0, y0) * (1 - px + x0) + Probability(x1, y0) * (px - x0);
                    double lower = Probability(x0, y1) * (1 - px + x0) + Probability(x1, y1) * (px - x0);
                    double expected = upper * (1 - py + y0) + lower * (py - y0);
                    Assert.True(Math.Abs(actual[y * columns + x] - expected) <= 2e-5, $"seed {seed}, round {round}, {x},{y}: {actual[y * columns + x]} instead of {expected}");
                }
            }

            double Probability(int x, int y) =>
                1 / (1 + Math.Exp(-Enumerable.Range(0, count).Sum(k => (double)coefficients[k] * prototypes[(k * height + y) * width + x])));
        }

        float[] Numbers(int length) => [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() - 0.5f) * 4)];
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        ArgumentException size = Assert.Throws<ArgumentException>(() => PrototypeMask.Run(new float[2], new float[23], 4, 3, new(0, 0, 1, 1), 1, 1, new float[1]));
        Assert.Contains("23", size.Message);
        Assert.Contains("24", size.Message);
        ArgumentException room = Assert.Throws<ArgumentException>(() => PrototypeMask.Run(new float[2], new float[24], 4, 3, new(0, 0, 1, 1), 5, 2, new float[9]));
        Assert.Contains("9", room.Message);
        Assert.Contains("5×2", room.Message);
        Assert.Throws<ArgumentException>(() => PrototypeMask.Run([1], [1], 1, 1, new(1, 0, 1, 1), 1, 1, new float[1]));
        Assert.Throws<ArgumentException>(() => PrototypeMask.Run([1], [1], 1, 1, new(float.NaN, 0, 1, 1), 1, 1, new float[1]));
    }

    [Fact]
    public void Steady_state_allocates_nothing()
    {
        float[] coefficients = new float[32], prototypes = new float[32 * 160 * 160], probabilities = new float[200 * 150];
        Assert.Equal(0, SteadyAllocation.Of(() => PrototypeMask.Run(coefficients, prototypes, 160, 160, new(20, 30, 70, 67.5f), 200, 150, probabilities)));
    }
}
