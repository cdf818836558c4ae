using EdgeInfer.Imaging;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>When a picture is moved, mirrored, scaled or gets a border, what is found in it moves accordingly.</summary>
public sealed class DetectionMetamorphicTests
{
    private static readonly VipsCodec Codec = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bus.jpg")]
    [InlineData("dog_bike.jpg")]
    [InlineData("skateboard.jpg")]
    public void Boxes_follow_the_picture(string name)
    {
        using ObjectDetector detector = ObjectDetector.Load(TestData.Path("models/yolox_nano.onnx"), new() { Session = TinyDetector.OneThread, Confidence = 0.2f });
        using ImageBuffer image = Codec.Decode(TestData.Path($"images/{name}"));
        Detection[] sure = [.. detector.Detect(image, Cancel).Where(static d => d.Score > 0.6f)];
        Assert.NotEmpty(sure);
        int width = image.Width, height = image.Height;

        Follows("mirrored", width, height, (x, y) => (width - 1 - x, y), box => new(width - box.X2, box.Y1, width - box.X1, box.Y2));
        Follows("moved", width, height, static (x, y) => (x - 24, y - 16), static box => box.Offset(24, 16));
        Follows("with a border", width + 96, height + 64, static (x, y) => (x - 48, y - 32), static box => box.Offset(48, 32));
        Follows("twice as large", 2 * width, 2 * height, static (x, y) => (x / 2, y / 2), static box => new(2 * box.X1, 2 * box.Y1, 2 * box.X2, 2 * box.Y2));

        void Follows(string how, int newWidth, int newHeight, Func<int, int, (int X, int Y)> source, Func<BoundingBox, BoundingBox> expected)
        {
            using var changed = new ImageBuffer(newWidth, newHeight, image.Format);
            changed.Pixels.Fill(114);
            for (int y = 0; y < newHeight; y++)
            {
                for (int x = 0; x < newWidth; x++)
                {
                    (int fromX, int fromY) = source(x, y);
                    if ((uint)fromX < (uint)width && (uint)fromY < (uint)height) image.GetRow(fromY).Slice(3 * fromX, 3).CopyTo(changed.GetRow(y)[(3 * x)..]);
                }
            }

            IReadOnlyList<Detection> found = detector.Detect(changed, Cancel);
            foreach (Detection one in sure)
            {
                BoundingBox where = expected(one.Box).Clip(newWidth, newHeight);
                Assert.True(found.Any(d => d.ClassId == one.ClassId && d.Box.IoU(where) > 0.7f), $"{how}: {one.Label} is not at {where}, but {string.Join(", ", found)}");
            }
        }
    }
}
