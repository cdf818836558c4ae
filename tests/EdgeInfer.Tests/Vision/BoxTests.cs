using System.Numerics;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

public sealed class BoxTests
{
    [Fact]
    public void Forms_convert_there_and_back()
    {
        var box = new BoundingBox(10, 20, 40, 80);
        Assert.Equal(box, BoundingBox.FromTopLeft(10, 20, 30, 60));
        Assert.Equal(box, BoundingBox.FromCenter(box.CenterX, box.CenterY, box.Width, box.Height));
        Assert.Equal(box, BoundingBox.FromRelative(box.ToRelative(160, 320), 160, 320));
        Assert.Equal(new BoundingBox(0.0625f, 0.0625f, 0.25f, 0.25f), box.ToRelative(160, 320));
        Assert.Equal(1800, box.Area);
        Assert.Equal(box, box.Offset(5, -5).Offset(-5, 5));
        Assert.Equal("(10, 20) – (40, 80)", box.ToString());
    }

    [Fact]
    public void Clipping_keeps_what_lies_inside()
    {
        Assert.Equal(new BoundingBox(0, 0, 100, 50), new BoundingBox(-5, -5, 200, 200).Clip(100, 50));
        Assert.Equal(0, new BoundingBox(200, 0, 300, 10).Clip(100, 50).Area);
    }

    [Fact]
    public void Overlap_is_shared_area()
    {
        var a = new BoundingBox(0, 0, 10, 10);
        Assert.Equal(25, a.Intersection(new(5, 5, 15, 15)));
        Assert.Equal(25 / 175f, a.IoU(new(5, 5, 15, 15)));
        Assert.Equal(0, a.Intersection(new(10, 0, 20, 10)));
        Assert.Equal(0, a.IoU(default));
    }

    [Fact]
    public void A_turned_box_has_corners_and_bounds()
    {
        var box = new OrientedBox(100, 50, 40, 20, MathF.PI / 6);
        Vector2[] corners = box.GetCorners();
        Assert.Equal(40, Vector2.Distance(corners[0], corners[1]), 1e-4f);
        Assert.Equal(20, Vector2.Distance(corners[1], corners[2]), 1e-4f);
        // Clockwise as seen: the first edge points right and down.
        Assert.True(corners[1].X > corners[0].X && corners[1].Y > corners[0].Y);
        BoundingBox bounds = box.Bounds;
        Assert.Equal(corners.Min(static c => c.X), bounds.X1, 1e-3f);
        Assert.Equal(corners.Max(static c => c.Y), bounds.Y2, 1e-3f);
        Assert.Equal("(100, 50) 40 × 20 at 30°", box.ToString());
    }
}
