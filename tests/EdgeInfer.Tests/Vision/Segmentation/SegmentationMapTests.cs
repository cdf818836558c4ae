using System.Numerics;
using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

public sealed class SegmentationMapTests
{
    // A ring of class 1 with a hole of class 2 in it, on class 0.
    private static readonly byte[] Ids =
    [
        0, 0, 0, 0, 0, 0,
        0, 1, 1, 1, 0, 0,
        0, 1, 2, 1, 0, 0,
        0, 1, 1, 1, 0, 3,
    ];

    [Fact]
    public void Shares_come_largest_first_with_their_names()
    {
        using SegmentationMap map = Map();
        Assert.Equal([new(0, "ground", 14 / 24f), new(1, "ring", 8 / 24f), new(2, "hole", 1 / 24f), new(3, "class 3", 1 / 24f)], map.Classes());
        Assert.Equal(8, map.CountOf(1));
        Assert.Equal(0, map.CountOf(7));
        Assert.Equal(0, map.CountOf(-1));
        Assert.Equal(0, map.CountOf(256));
        Assert.Equal("6×4: ground 58.3%, ring 33.3%, hole 4.2%, class 3 4.2%", map.ToString());
        Assert.Equal(2, map[2, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => map[6, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => map[0, 4]);
    }

    [Fact]
    public void A_class_alone_is_a_mask_of_black_and_white()
    {
        using SegmentationMap map = Map();
        using ImageBuffer mask = map.MaskOf(1);
        Assert.Equal(PixelFormat.Gray8, mask.Format);
        Assert.Equal(Ids.Select(static i => i == 1 ? (byte)255 : (byte)0), mask.Pixels.ToArray());
        Assert.Equal(Ids, map.AsView().Pixels.ToArray());
    }

    [Fact]
    public void Contours_run_through_pixel_centres_and_know_holes()
    {
        using SegmentationMap map = Map();
        IReadOnlyList<Contour> contours = map.ContoursOf(1);
        Assert.Equal(2, contours.Count);
        Contour outer = contours.Single(static c => !c.IsHole), hole = contours.Single(static c => c.IsHole);
        Assert.Equal(
            [new(1.5f, 1.5f), new(1.5f, 3.5f), new(3.5f, 1.5f), new(3.5f, 3.5f)],
            outer.Points.OrderBy(static p => p.X).ThenBy(static p => p.Y));
        Assert.NotEmpty(hole.Points);
        Assert.Equal([new Vector2(5.5f, 3.5f)], map.ContoursOf(3).Single().Points);
        Assert.Empty(map.ContoursOf(9));
    }

    [Fact]
    public void Drawing_colours_classes_but_not_the_background_and_names_them()
    {
        using var ids = new SegmentationMap(Buffer([.. Enumerable.Range(0, 200 * 100).Select(static i => (byte)(i % 200 < 100 ? 0 : 1))], 200, 100), ["background", "thing"]);
        using ImageBuffer image = SolidPicture.White(200, 100);
        image.Draw(ids);
        // The lower left is background, far from the legend.
        Assert.Equal([255, 255, 255], image.GetRow(90).Slice(3 * 20, 3).ToArray());
        byte[] inside = image.GetRow(90).Slice(3 * 150, 3).ToArray(), border = image.GetRow(90).Slice(3 * 100, 3).ToArray();
        Assert.NotEqual([255, 255, 255], inside);
        Rgb color = ClassPalette.For(1);
        Assert.True(Distance(border, color) < Distance(inside, color));
        // The legend's ground is darker than white.
        Assert.Contains(Enumerable.Range(0, 100), x => image.GetRow(6)[3 * x] < 128);

        using ImageBuffer other = SolidPicture.White(199, 100);
        Assert.Throws<ArgumentException>(() => other.Draw(ids));
        static int Distance(byte[] a, Rgb b) => Math.Abs(a[0] - b.R) + Math.Abs(a[1] - b.G) + Math.Abs(a[2] - b.B);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 500)]
    [InlineData(500, 1)]
    public void Tiny_pictures_can_be_drawn_on(int width, int height)
    {
        foreach (PixelFormat format in (PixelFormat[])[PixelFormat.Gray8, PixelFormat.Rgba32])
        {
            using var image = new ImageBuffer(width, height, format);
            image.Pixels.Clear();
            using var map = new SegmentationMap(Buffer([.. Enumerable.Repeat((byte)1, width * height)], width, height), ["background", "thing"]);
            image.Draw(map);
            Assert.Contains(image.Pixels.ToArray(), static b => b > 0);
        }
    }

    [Fact]
    public void A_disposed_map_keeps_its_shares_and_refuses_its_pixels()
    {
        SegmentationMap map = Map();
        map.Dispose();
        map.Dispose();
        Assert.Equal(8, map.CountOf(1));
        Assert.Throws<ObjectDisposedException>(() => map.ClassIds.Length);
        Assert.Throws<ObjectDisposedException>(() => map.MaskOf(1));
        Assert.Throws<ObjectDisposedException>(() => map.ContoursOf(1));
    }

    private static SegmentationMap Map() => new(Buffer(Ids, 6, 4), ["ground", "ring", "hole"]);

    private static ImageBuffer Buffer(byte[] ids, int width, int height)
    {
        var buffer = new ImageBuffer(width, height, PixelFormat.Gray8);
        ids.CopyTo(buffer.Pixels);
        return buffer;
    }
}
