using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Faces;

/// <summary>A picture that is moved, mirrored, enlarged or framed shows the same faces, moved, mirrored, enlarged or framed.</summary>
public sealed class FaceMetamorphicTests
{
    private const string Picture = "images/faces_family.jpg";
    private const int Faces = 6;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // By whole cells of the coarsest grid, so that anchors see the same.
    [Theory]
    [InlineData(32, 64)]
    [InlineData(96, 0)]
    [InlineData(0, 32)]
    public void Moved_faces_are_found_where_they_are(int right, int down) =>
        Check(image => Framed(image, right, down, 0, 0), p => new Keypoint(p.X + right, p.Y + down), minIoU: 0.95f, tolerance: 0.02f);

    [Theory]
    [InlineData(37, 11)]
    [InlineData(200, 150)]
    public void A_frame_behind_the_picture_changes_little(int right, int bottom) =>
        Check(image => Framed(image, 0, 0, right, bottom), static p => p, minIoU: 0.95f, tolerance: 0.02f);

    [Fact]
    public void Mirrored_faces_have_their_eyes_exchanged() => Check(
        Mirrored,
        static p => new Keypoint(600 - p.X, p.Y),
        minIoU: 0.85f, tolerance: 0.06f,
        static points => [points[1], points[0], points[2], points[4], points[3]]);

    // At another size the model says something else by a part of a face; a wrong scale would be off by several.
    [Fact]
    public void Enlarged_faces_are_found_enlarged() => Check(Doubled, static p => new Keypoint(2 * p.X, 2 * p.Y), minIoU: 0.8f, tolerance: 0.2f);

    private static void Check(
        Func<ImageBuffer, ImageBuffer> change, Func<Keypoint, Keypoint> move, float minIoU, float tolerance, Func<IReadOnlyList<Keypoint>, IReadOnlyList<Keypoint>>? reorder = null)
    {
        using FaceDetector detector = FaceDetector.Load(TestData.Path("models/yunet_n_dynamic.onnx"), TinyFaces.Options);
        using ImageBuffer image = GoldenFaces.Decode(Picture), changed = change(image);
        IReadOnlyList<Face> before = detector.Detect(image, Cancel), after = detector.Detect(changed, Cancel);
        Assert.Equal((Faces, Faces), (before.Count, after.Count));
        foreach (Face face in before)
        {
            Keypoint a = move(new Keypoint(face.Box.X1, face.Box.Y1)), b = move(new Keypoint(face.Box.X2, face.Box.Y2));
            var box = new BoundingBox(Math.Min(a.X, b.X), a.Y, Math.Max(a.X, b.X), b.Y);
            Face same = after.MaxBy(f => f.Box.IoU(box));
            Assert.True(same.Box.IoU(box) >= minIoU, $"{face} became {same}, not {box}: IoU {same.Box.IoU(box):0.000}");
            IReadOnlyList<Keypoint> expected = [.. (reorder?.Invoke(face.Landmarks) ?? face.Landmarks).Select(move)];
            GoldenFaces.AssertClose(expected, same.Landmarks, tolerance * Math.Max(box.Width, box.Height), $"{face}");
        }
    }

    private static ImageBuffer Framed(ImageBuffer image, int left, int top, int right, int bottom)
    {
        var framed = new ImageBuffer(left + image.Width + right, top + image.Height + bottom, image.Format);
        framed.Pixels.Clear();
        for (int y = 0; y < image.Height; y++) image.GetRow(y).CopyTo(framed.GetRow(top + y)[(3 * left)..]);
        return framed;
    }

    private static ImageBuffer Mirrored(ImageBuffer image) => Mapped(image, image.Width, image.Height, (x, y) => (image.Width - 1 - x, y));

    private static ImageBuffer Doubled(ImageBuffer image) => Mapped(image, 2 * image.Width, 2 * image.Height, static (x, y) => (x / 2, y / 2));

    private static ImageBuffer Mapped(ImageBuffer image, int width, int height, Func<int, int, (int X, int Y)> source)
    {
        Assert.Equal(PixelFormat.Rgb24, image.Format);
        var mapped = new ImageBuffer(width, height, image.Format);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int fromX, int fromY) = source(x, y);
                image.GetRow(fromY).Slice(3 * fromX, 3).CopyTo(mapped.GetRow(y)[(3 * x)..]);
            }
        }

        return mapped;
    }
}
