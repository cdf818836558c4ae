using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class MapAxisTests
{
    [Fact]
    public void A_stretched_picture_is_sampled_at_half_pixel_centres()
    {
        ResizePlan plan = ResizePlan.Stretch(8, 4, 100, 50);
        MapAxis columns = MapAxis.Columns(in plan, 8, 4);
        // Position of pixel i: (i + 0.5) × 4 / 8 − 0.5.
        Assert.Equal(new MapSample(0, 1, 0), columns.At(0));
        Assert.Equal(new MapSample(0, 1, 0.25f), columns.At(1));
        Assert.Equal(new MapSample(0, 1, 0.75f), columns.At(2));
        Assert.Equal(new MapSample(3, 3, 0), columns.At(7));
        Assert.Equal([0, 0, 1, 1, 2, 2, 3, 3], Enumerable.Range(0, 8).Select(columns.Nearest));
    }

    [Fact]
    public void The_padding_of_a_letterbox_is_never_read()
    {
        // 100 × 50 in the middle of 64 × 64: rows 16 … 48, of the 16-row map 4 … 12.
        ResizePlan plan = ResizePlan.Letterbox(100, 50, 64, 64, PadPosition.Center);
        MapAxis rows = MapAxis.Rows(in plan, 50, 16);
        for (int y = 0; y < 50; y++)
        {
            MapSample sample = rows.At(y);
            Assert.InRange(sample.Index, 4, 11);
            Assert.InRange(sample.Next, 4, 11);
            Assert.InRange(rows.Nearest(y), 4, 11);
        }

        Assert.Equal(4, rows.At(0).Index);
        Assert.Equal(11, rows.At(49).Next);
    }

    [Fact]
    public void What_a_centre_crop_left_out_takes_the_nearest()
    {
        // 20 columns of which the middle 10 are the input.
        ResizePlan plan = ResizePlan.CenterCrop(20, 10, 10, 10, 10);
        MapAxis columns = MapAxis.Columns(in plan, 20, 10);
        Assert.Equal(new MapSample(0, 1, 0), columns.At(0));
        Assert.Equal(0, columns.Nearest(0));
        Assert.Equal(9, columns.Nearest(19));
        Assert.Equal(0, columns.Nearest(5));
        Assert.Equal(1, columns.Nearest(6));
    }

    [Fact]
    public void A_picture_thinner_than_a_map_pixel_has_one()
    {
        ResizePlan plan = ResizePlan.Letterbox(1000, 1, 64, 64, PadPosition.Center);
        MapAxis rows = MapAxis.Rows(in plan, 1, 8);
        Assert.Equal(rows.At(0).Index, rows.Nearest(0));
        Assert.InRange(rows.At(0).Index, 3, 4);
    }

    [Fact]
    public void A_map_is_enlarged_as_its_samples_say()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 50; round++)
        {
            int mapWidth = random.Next(1, 20), mapHeight = random.Next(1, 20), width = random.Next(1, 60), height = random.Next(1, 60);
            float[] map = [.. Enumerable.Range(0, mapWidth * mapHeight).Select(_ => random.NextSingle())];
            ResizePlan plan = ResizePlan.Stretch(width, height, 32, 32);
            MapAxis columns = MapAxis.Columns(in plan, width, mapWidth), rows = MapAxis.Rows(in plan, height, mapHeight);
            using var enlarger = new MapEnlarger(map, columns, rows);
            float[] row = new float[width];
            for (int y = 0; y < height; y++)
            {
                enlarger.Row(y, row);
                MapSample down = rows.At(y);
                for (int x = 0; x < width; x++)
                {
                    MapSample across = columns.At(x);
                    double upper = map[down.Index * mapWidth + across.Index] * (1.0 - across.Weight) + map[down.Index * mapWidth + across.Next] * (double)across.Weight;
                    double lower = map[down.Next * mapWidth + across.Index] * (1.0 - across.Weight) + map[down.Next * mapWidth + across.Next] * (double)across.Weight;
                    double expected = upper * (1.0 - down.Weight) + lower * down.Weight;
                    Assert.True(Math.Abs(expected - row[x]) < 1e-5, $"seed {seed}, round {round}, {x},{y}: {row[x]} instead of {expected}");
                }
            }
        }
    }
}
