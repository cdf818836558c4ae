using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class EnlargedArgMaxTests
{
    [Theory]
    [InlineData(TensorLayout.Nchw)]
    [InlineData(TensorLayout.Nhwc)]
    public void Every_pixel_is_that_of_enlarging_all_scores_first(TensorLayout layout)
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 150; round++)
        {
            int classes = random.Next(1, 30), mapWidth = random.Next(1, 20), mapHeight = random.Next(1, 20), width = random.Next(1, 60), height = random.Next(1, 60);
            float[] scores = [.. Enumerable.Range(0, classes * mapWidth * mapHeight).Select(_ => random.NextSingle() * 8 - 4)];
            ResizePlan plan = (round % 3) switch
            {
                0 => ResizePlan.Stretch(width, height, 40, 30),
                1 => ResizePlan.Letterbox(width, height, 40, 30, PadPosition.Center),
                _ => ResizePlan.CenterCrop(width, height, 40, 30, 35),
            };
            MapAxis columns = MapAxis.Columns(in plan, width, mapWidth), rows = MapAxis.Rows(in plan, height, mapHeight);
            byte[] best = new byte[width * height];

            EnlargedArgMax.Run(scores, classes, layout, columns, rows, best);

            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    double[] mixed = [.. Enumerable.Range(0, classes).Select(c => Mix(c, columns.At(x), rows.At(y)))];
                    // Closer than rounding, either may win.
                    Assert.True(mixed[best[y * width + x]] >= mixed.Max() - 1e-5, $"seed {seed}, round {round}, {x},{y}: class {best[y * width + x]} has {mixed[best[y * width + x]]}, the best {mixed.Max()}");
                }
            }

            double Mix(int c, MapSample across, MapSample down)
            {
                double upper = Score(c, across.Index, down.Index) * (1 - across.Weight) + Score(c, across.Next, down.Index) * across.Weight;
                double lower = Score(c, across.Index, down.Next) * (1 - across.Weight) + Score(c, across.Next, down.Next) * across.Weight;
                return upper * (1 - down.Weight) + lower * down.Weight;
            }

            double Score(int c, int x, int y) =>
                layout == TensorLayout.Nchw ? scores[(c * mapHeight + y) * mapWidth + x] : scores[(y * mapWidth + x) * classes + c];
        }
    }

    [Fact]
    public void A_class_that_is_second_on_both_sides_of_a_border_may_win_between_them()
    {
        // Halfway 0.7 beats 0.5.
        float[] scores = [1, 0, 0, 1, 0.7f, 0.7f];
        byte[] best = new byte[4];
        ResizePlan plan = ResizePlan.Stretch(4, 1, 2, 1);
        EnlargedArgMax.Run(scores, 3, TensorLayout.Nchw, MapAxis.Columns(in plan, 4, 2), MapAxis.Rows(in plan, 1, 1), best);
        Assert.Equal([0, 0, 1, 1], best);

        plan = ResizePlan.Stretch(10, 1, 2, 1);
        best = new byte[10];
        EnlargedArgMax.Run(scores, 3, TensorLayout.Nchw, MapAxis.Columns(in plan, 10, 2), MapAxis.Rows(in plan, 1, 1), best);
        Assert.Equal([0, 0, 0, 0, 2, 2, 1, 1, 1, 1], best);
    }

    [Fact]
    public void Equal_scores_go_to_the_lower_class_and_nan_to_none()
    {
        ResizePlan plan = ResizePlan.Stretch(2, 2, 1, 1);
        MapAxis axis = MapAxis.Columns(in plan, 2, 1);
        byte[] best = new byte[4];
        EnlargedArgMax.Run([1, 1, 1], 3, TensorLayout.Nchw, axis, axis, best);
        Assert.Equal([0, 0, 0, 0], best);
        EnlargedArgMax.Run([float.NaN, -1, float.NaN], 3, TensorLayout.Nhwc, axis, axis, best);
        Assert.Equal([1, 1, 1, 1], best);
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        ResizePlan plan = ResizePlan.Stretch(2, 2, 2, 2);
        MapAxis axis = MapAxis.Columns(in plan, 2, 2);
        Assert.Throws<ArgumentException>(() => EnlargedArgMax.Run(new float[11], 3, TensorLayout.Nchw, axis, axis, new byte[4]));
        Assert.Throws<ArgumentException>(() => EnlargedArgMax.Run(new float[12], 3, TensorLayout.Nchw, axis, axis, new byte[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => EnlargedArgMax.Run(new float[4 * 257], 257, TensorLayout.Nchw, axis, axis, new byte[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => EnlargedArgMax.Run([], 0, TensorLayout.Nchw, axis, axis, new byte[4]));
    }

    [Fact]
    public void Several_threads_give_what_one_gives()
    {
        var random = new Random(5);
        float[] scores = [.. Enumerable.Range(0, 7 * 40 * 30).Select(_ => random.NextSingle())];
        ResizePlan plan = ResizePlan.Stretch(1200, 900, 320, 240);
        MapAxis columns = MapAxis.Columns(in plan, 1200, 40), rows = MapAxis.Rows(in plan, 900, 30);
        foreach (TensorLayout layout in (TensorLayout[])[TensorLayout.Nchw, TensorLayout.Nhwc])
        {
            byte[] one = new byte[1200 * 900], several = new byte[one.Length];
            EnlargedArgMax.Run(scores, 7, layout, columns, rows, one, KernelParallelism.SingleThreaded);
            EnlargedArgMax.Run(scores, 7, layout, columns, rows, several, KernelParallelism.AllProcessors);
            Assert.Equal(one, several);
        }
    }

    [Fact]
    public void Steady_state_allocates_nothing()
    {
        float[] scores = [.. Enumerable.Range(0, 21 * 65 * 65).Select(static i => (i * 2654435761 % 1000) / 1000f)];
        byte[] best = new byte[320 * 240];
        ResizePlan plan = ResizePlan.Stretch(320, 240, 257, 257);
        MapAxis columns = MapAxis.Columns(in plan, 320, 65), rows = MapAxis.Rows(in plan, 240, 65);
        Assert.Equal(0, SteadyAllocation.Of(() => EnlargedArgMax.Run(scores, 21, TensorLayout.Nchw, columns, rows, best)));
    }
}
