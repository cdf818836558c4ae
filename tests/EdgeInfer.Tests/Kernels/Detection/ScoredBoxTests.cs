using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class ScoredBoxTests
{
    [Theory]
    [InlineData(0, 0, 2, 2, 0, 0, 2, 2, 1)]
    [InlineData(0, 0, 2, 2, 1, 0, 3, 2, 1 / 3f)]
    [InlineData(0, 0, 4, 4, 1, 1, 3, 3, 0.25f)]
    [InlineData(0, 0, 2, 2, 2, 0, 4, 2, 0)]
    [InlineData(0, 0, 2, 2, 5, 5, 6, 6, 0)]
    [InlineData(1, 1, 1, 1, 1, 1, 1, 1, 0)]
    [InlineData(0, 0, 2, 2, 1, 1, 1, 1, 0)]
    [InlineData(2, 2, 0, 0, 0, 0, 2, 2, 0)]
    [InlineData(-3, -3, -1, -1, -2, -3, 0, -1, 1 / 3f)]
    public void IoU_of_known_boxes(float ax1, float ay1, float ax2, float ay2, float bx1, float by1, float bx2, float by2, float expected)
    {
        ScoredBox a = new(ax1, ay1, ax2, ay2, 0, 0), b = new(bx1, by1, bx2, by2, 0, 0);

        Assert.Equal(expected, ScoredBox.IoU(in a, in b), 1e-6f);
        Assert.Equal(ScoredBox.IoU(in a, in b), ScoredBox.IoU(in b, in a));
    }

    [Fact]
    public void IoU_lies_between_0_and_1_and_tells_equal_boxes()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int i = 0; i < 5000; i++)
        {
            ScoredBox a = Box(random), b = Box(random);
            float iou = ScoredBox.IoU(in a, in b);
            Assert.True(iou is >= 0 and <= 1, $"seed {seed}: {a}, {b}: {iou}");
            Assert.Equal(1, ScoredBox.IoU(in a, in a), 1e-6f);
        }

        static ScoredBox Box(Random random)
        {
            float x = random.NextSingle() * 1000, y = random.NextSingle() * 1000;
            return new ScoredBox(x, y, x + 0.1f + random.NextSingle() * 500, y + 0.1f + random.NextSingle() * 500, 1, 0);
        }
    }
}
