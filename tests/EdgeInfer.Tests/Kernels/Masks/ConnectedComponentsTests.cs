using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class ConnectedComponentsTests
{
    [Fact]
    public void Regions_are_those_of_OpenCv()
    {
        foreach (MaskGolden.Case golden in MaskGolden.Cases)
        {
            var components = new MaskComponent[golden.Mask.Length];
            int count = ConnectedComponents.Run(golden.Mask, golden.Width, golden.Height, new int[golden.Mask.Length], components);

            Assert.Equal(golden.Components.Length, count);
            Assert.Equal(golden.Components, components[..count].Select(static c => (int[])[c.Area, c.Left, c.Top, c.Width, c.Height]));
        }
    }

    [Fact]
    public void Labels_are_those_of_a_flood_fill()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 400; round++)
        {
            int width = random.Next(1, 40), height = random.Next(1, 40);
            byte[] mask = RandomMask.Make(random, width, height);
            int[] expected = FloodFill(mask, width, height), labels = new int[mask.Length];
            labels.AsSpan().Fill(-7);
            int room = random.Next(0, 20);
            var components = new MaskComponent[room];

            int count = ConnectedComponents.Run(mask, width, height, labels, components);

            string place = $"seed {seed}, round {round}, {width}×{height}";
            Assert.True(expected.AsSpan().SequenceEqual(labels), place);
            Assert.True(count == expected.Max(), place);
            for (int n = 1; n <= Math.Min(count, room); n++)
            {
                int[] at = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == n)];
                Assert.True(components[n - 1] == new MaskComponent(at.Length, at.Min(i => i % width), at.Min() / width, at.Max(i => i % width) + 1, at.Max() / width + 1), place);
            }
        }
    }

    [Fact]
    public void Other_sizes_are_refused_with_both()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => ConnectedComponents.Run(new byte[11], 4, 3, new int[12], []));
        Assert.Contains("11", error.Message);
        Assert.Contains("4×3", error.Message);
        Assert.Throws<ArgumentException>(() => ConnectedComponents.Run(new byte[12], 4, 3, new int[13], []));
        Assert.Equal(0, ConnectedComponents.Run([], 0, 3, [], []));
    }

    [Fact]
    public void Steady_state_allocates_nothing()
    {
        byte[] mask = RandomMask.Make(new Random(3), 300, 200);
        int[] labels = new int[mask.Length];
        var components = new MaskComponent[100];
        Assert.Equal(0, SteadyAllocation.Of(() => ConnectedComponents.Run(mask, 300, 200, labels, components)));
    }

    private static int[] FloodFill(byte[] mask, int width, int height)
    {
        int[] labels = new int[mask.Length];
        int count = 0;
        var open = new Stack<int>();
        for (int first = 0; first < mask.Length; first++)
        {
            if (mask[first] == 0 || labels[first] != 0) continue;
            labels[first] = ++count;
            open.Push(first);
            while (open.TryPop(out int at))
            {
                for (int y = Math.Max(0, at / width - 1); y <= Math.Min(height - 1, at / width + 1); y++)
                {
                    for (int x = Math.Max(0, at % width - 1); x <= Math.Min(width - 1, at % width + 1); x++)
                    {
                        int next = y * width + x;
                        if (mask[next] == 0 || labels[next] != 0) continue;
                        labels[next] = count;
                        open.Push(next);
                    }
                }
            }
        }

        return labels;
    }
}
