using System.Text.Json;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class RotatedBoxTests
{
    private sealed record Case(float[] A, float[] B, double Intersection, double ProbIoU, double ProbIoUEps);

    private sealed record Document(string OpenCv, Case[] Cases);

    /// <summary><c>Golden/make_rotated.py</c> writes them.</summary>
    private static readonly Case[] Cases = JsonSerializer.Deserialize<Document>(
        File.ReadAllBytes(Path.Combine(TestData.RepositoryRoot, "tests/EdgeInfer.Tests/Kernels/Detection/Golden/rotated.json")), JsonSerializerOptions.Web)!.Cases;

    [Fact]
    public void Intersections_are_those_of_OpenCV()
    {
        for (int i = 0; i < Cases.Length; i++)
        {
            RotatedBox a = Box(Cases[i].A), b = Box(Cases[i].B);
            double areas = (double)a.Width * a.Height + (double)b.Width * b.Height, intersection = RotatedShape.Intersection(new(a), new(b));

            // OpenCV works in single precision on coordinates around 100.
            Assert.True(Math.Abs(Cases[i].Intersection - intersection) <= 1e-5 * areas + 1e-3, $"case {i}: {Cases[i].Intersection} and {intersection}");
            Assert.Equal(intersection / (areas - intersection), RotatedBox.IoU(in a, in b), 1e-12);
        }
    }

    [Fact]
    public void ProbIoU_is_that_of_the_formula()
    {
        for (int i = 0; i < Cases.Length; i++)
        {
            RotatedBox a = Box(Cases[i].A), b = Box(Cases[i].B);
            double actual = RotatedBox.ProbIoU(in a, in b), expected = Cases[i].ProbIoU;

            // Near 1 the square root makes much of the last digits.
            Assert.True(Math.Abs(expected - actual) <= (expected > 0.999 ? 1e-6 : 1e-11), $"case {i}: {expected} and {actual}");
            Assert.True(Math.Abs(Cases[i].ProbIoUEps - actual) <= 5e-4, $"case {i}: {Cases[i].ProbIoUEps} and {actual}");
        }
    }

    [Fact]
    public void Upright_boxes_overlap_as_upright_boxes_do()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 500; round++)
        {
            // Quarter turns swap the sides.
            RotatedBox Any(out ScoredBox upright)
            {
                float x = random.Next(40), y = random.Next(40), width = random.Next(1, 20) * 2, height = random.Next(1, 20) * 2;
                upright = new(x - width / 2, y - height / 2, x + width / 2, y + height / 2, 0, 0);
                int quarters = random.Next(-2, 3);
                return quarters % 2 == 0 ? new(x, y, width, height, quarters * MathF.PI / 2) : new(x, y, height, width, quarters * MathF.PI / 2);
            }

            RotatedBox a = Any(out ScoredBox uprightA), b = Any(out ScoredBox uprightB);
            Assert.True(Math.Abs(ScoredBox.IoU(in uprightA, in uprightB) - RotatedBox.IoU(in a, in b)) < 1e-6, $"seed {seed}, {a}, {b}");
        }
    }

    [Fact]
    public void Overlaps_are_symmetric_and_do_not_change_when_both_boxes_turn_and_move()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 500; round++)
        {
            RotatedBox a = Any(random), b = Any(random);
            double turn = random.NextDouble() * 7, sin = Math.Sin(turn), cos = Math.Cos(turn);
            RotatedBox Moved(RotatedBox box) => new(
                (float)(box.CenterX * cos - box.CenterY * sin + 5), (float)(box.CenterX * sin + box.CenterY * cos - 8), box.Width, box.Height, (float)(box.Angle + turn));

            RotatedBox movedA = Moved(a), movedB = Moved(b);
            Assert.Equal(RotatedBox.IoU(in a, in b), RotatedBox.IoU(in b, in a), 1e-12);
            Assert.Equal(RotatedBox.ProbIoU(in a, in b), RotatedBox.ProbIoU(in b, in a), 1e-7);
            // The moved boxes are rounded to single precision.
            Assert.True(Math.Abs(RotatedBox.IoU(in a, in b) - RotatedBox.IoU(in movedA, in movedB)) < 1e-4, $"seed {seed}, round {round}");
            Assert.True(Math.Abs(RotatedBox.ProbIoU(in a, in b) - RotatedBox.ProbIoU(in movedA, in movedB)) < 1e-4, $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void The_same_box_overlaps_itself_fully_however_thin()
    {
        foreach (RotatedBox box in new RotatedBox[] { new(3, 4, 10, 5, 0.3f), new(1000, 2000, 4000, 0.01f, 1), new(0, 0, 1e-3f, 1e-3f, 0), new(0.5f, 0.5f, 1e6f, 1e-6f, 2) })
        {
            Assert.Equal(1, RotatedBox.IoU(in box, in box), 1e-9);
            Assert.Equal(1, RotatedBox.ProbIoU(in box, in box), 1e-7);
        }
    }

    [Fact]
    public void Boxes_without_area_or_with_values_that_are_not_finite_overlap_nothing()
    {
        RotatedBox box = new(0, 0, 10, 10, 0.5f);
        RotatedBox[] odd =
        [
            box with { Width = 0 }, box with { Height = -1 }, box with { Width = -10, Height = -10 }, box with { CenterX = float.NaN }, box with { CenterY = float.NegativeInfinity },
            box with { Width = float.PositiveInfinity }, box with { Height = float.NaN }, box with { Angle = float.NaN }, box with { Angle = float.PositiveInfinity }, default,
        ];
        foreach (RotatedBox other in odd)
        {
            Assert.Equal(0, RotatedBox.IoU(in box, in other));
            Assert.Equal(0, RotatedBox.IoU(in other, in box));
            Assert.Equal(0, RotatedBox.ProbIoU(in box, in other));
            Assert.Equal(0, RotatedBox.ProbIoU(in other, in other));
        }
    }

    [Fact]
    public void Sides_on_one_line_give_finite_overlaps()
    {
        // Touching, flush and nearly flush sides: where clipping has to decide on zeros.
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 3000; round++)
        {
            float angle = random.Next(4) * 0.4f;
            RotatedBox a = new(0, 0, 4, 4, angle), b = new(random.Next(-3, 4) * 2 * MathF.Cos(angle), random.Next(-3, 4) * 2 * MathF.Sin(angle), 4, random.Next(1, 4) * 2, angle);
            if (random.Next(2) == 0) b = b with { Angle = angle + (random.NextSingle() - 0.5f) * MathF.Pow(10, -random.Next(1, 9)) };
            double iou = RotatedBox.IoU(in a, in b);
            Assert.True(iou is >= 0 and <= 1, $"seed {seed}, {a}, {b}: {iou}");
        }
    }

    private static RotatedBox Box(float[] values) => new(values[0], values[1], values[2], values[3], values[4]);

    private static RotatedBox Any(Random random) =>
        new(random.NextSingle() * 40, random.NextSingle() * 40, 4 + random.NextSingle() * 30, 4 + random.NextSingle() * 30, random.NextSingle() * 8 - 4);
}
