using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class OverlapSweepTests
{
    [Fact]
    public void Finds_every_overlap_once_at_every_width()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, float.MaxValue];
        for (int round = 0; round < 60; round++)
        {
            float extent = round % 3 == 0 ? 20 : 1000;
            // On a lattice in every third round, so that edges touch.
            float Number() => random.Next(60) == 0 ? odd[random.Next(odd.Length)] : round % 3 == 0 ? random.Next((int)extent) : random.NextSingle() * extent;
            ScoredBox[] boxes = [.. Enumerable.Range(0, random.Next(0, 120)).Select(_ =>
            {
                float x = Number(), y = Number();
                return new ScoredBox(x, y, random.Next(8) == 0 ? Number() : x + Number() / 8, random.Next(8) == 0 ? Number() : y + Number() / 8, 0, 0);
            })];
            int[] found = new int[boxes.Length];
            using var sweep = new OverlapSweep(boxes);
            foreach (ScoredBox box in boxes.Append(new ScoredBox(0, 0, extent, extent, 0, 0)))
            {
                int[] expected = [.. Enumerable.Range(0, boxes.Length).Where(i =>
                    boxes[i].X1 < box.X2 && boxes[i].X2 > box.X1 && boxes[i].Y1 < box.Y2 && boxes[i].Y2 > box.Y1)];
                foreach (SimdWidth width in Enum.GetValues<SimdWidth>())
                {
                    int count = sweep.Find(in box, found, width);
                    Assert.True(expected.SequenceEqual(found.Take(count).Order()), $"seed {seed}, round {round}, {width}, {box}");
                }

                for (int i = 0; i < boxes.Length; i++) Assert.True(expected.Contains(i) || !(ScoredBox.IoU(in box, in boxes[i]) > 0), $"seed {seed}, round {round}");
            }
        }
    }

    [Fact]
    public void Too_little_room_is_named()
    {
        string message = Assert.Throws<ArgumentException>(static () =>
        {
            using var sweep = new OverlapSweep(new ScoredBox[3]);
            ScoredBox box = default;
            sweep.Find(in box, new int[2]);
        }).Message;
        Assert.Contains("3 boxes", message, StringComparison.Ordinal);
        Assert.Contains("room for 2", message, StringComparison.Ordinal);
    }
}
