using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Faces;

public sealed class FaceDrawingTests
{
    private static readonly Face WithPoints = new(0.9f, new BoundingBox(40, 40, 160, 180), [new(80, 90), new(120, 90), new(100, 120), new(85, 150), new(115, 150)]);

    [Fact]
    public void Boxes_and_landmarks_are_drawn()
    {
        using ImageBuffer image = SolidPicture.White(200, 200);
        image.Draw([WithPoints]);
        // The frame's left edge, every point, and nothing between them.
        Assert.False(IsWhite(image, 40, 110));
        Assert.All(WithPoints.Landmarks, p => Assert.False(IsWhite(image, (int)p.X, (int)p.Y)));
        Assert.True(IsWhite(image, 100, 100));
        Assert.True(IsWhite(image, 20, 190));
    }

    [Fact]
    public void A_face_can_be_captioned_by_a_name()
    {
        using ImageBuffer plain = SolidPicture.White(200, 200), named = SolidPicture.White(200, 200), scored = SolidPicture.White(200, 200);
        plain.Draw([WithPoints]);
        named.Draw([WithPoints], ["Ada 0.71"]);
        scored.Draw([WithPoints], [null]);
        Assert.False(plain.Pixels.SequenceEqual(named.Pixels));
        Assert.Equal(plain.Pixels, scored.Pixels);
        Assert.Throws<ArgumentException>(() => named.Draw([WithPoints], ["Ada", "Bob"]));
    }

    [Fact]
    public void Faces_at_and_outside_the_edge_are_no_error()
    {
        using ImageBuffer image = SolidPicture.White(50, 50);
        image.Draw([new Face(0.5f, new BoundingBox(0, 0, 50, 50), [new(-20, -20), new(49, 49), new(1000, 3)]), new Face(0.5f, new BoundingBox(60, 60, 70, 70), [])]);
        image.Draw((IReadOnlyList<Face>)[]);
        Assert.False(IsWhite(image, 0, 25));
        image.Dispose();
        Assert.Throws<ObjectDisposedException>(() => image.Draw([WithPoints]));
    }

    private static bool IsWhite(ImageBuffer image, int x, int y) => image.GetRow(y).Slice(3 * x, 3).IndexOfAnyExcept((byte)255) < 0;
}
