using System.Numerics;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Tests.Imaging;
using EdgeInfer.Tests.Kernels;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Faces;

public sealed class FaceAlignmentTests
{
    [Fact]
    public void A_face_in_place_is_cut_out_as_it_is()
    {
        using ImageBuffer image = Noise(300, 200);
        using ImageBuffer aligned = FaceAlignment.Align(image, Template(112, 40, 30));
        Assert.Equal((112, 112, PixelFormat.Rgb24), (aligned.Width, aligned.Height, aligned.Format));
        using ImageBuffer expected = ImageBuffer.CopyOf(image.AsView().Crop(40, 30, 112, 112));
        Assert.Equal(expected.Pixels, aligned.Pixels);
    }

    /// <summary>The face's points, turned and scaled in the picture, come to lie on the template again.</summary>
    [Theory]
    [InlineData(112, 112, 0)]
    [InlineData(224, 112, 0)]
    [InlineData(128, 128, 8)]
    [InlineData(256, 128, 8)]
    public void Points_come_to_lie_where_the_model_wants_them(int side, int unit, int margin)
    {
        var turn = Matrix3x2.CreateRotation(0.7f) * Matrix3x2.CreateScale(3.5f) * Matrix3x2.CreateTranslation(700, -40);
        Keypoint[] landmarks = [.. Template(112, 0, 0).Select(p => Vector2.Transform(new Vector2(p.X, p.Y), turn)).Select(static p => new Keypoint(p.X, p.Y))];

        AffineTransform transform = FaceAlignment.Find(landmarks, side);

        float scale = (float)side / unit;
        for (int i = 0; i < 5; i++)
        {
            Vector2 at = transform.Map(new Vector2(landmarks[i].X, landmarks[i].Y));
            Vector2 expected = AffineTransform.ArcFaceLandmarks[i] * scale + new Vector2(margin * scale, 0);
            Assert.True(Vector2.Distance(expected, at) < 0.01f, $"point {i} at {at} instead of {expected}");
        }
    }

    [Fact]
    public void Outside_the_picture_it_is_black()
    {
        using ImageBuffer image = SolidPicture.White(60, 60);
        using ImageBuffer aligned = FaceAlignment.Align(image, Template(112, -26, -26));
        Assert.Equal(0, aligned.GetRow(10)[0]);
        Assert.Equal(255, aligned.GetRow(50)[50 * 3]);
        Assert.Equal(0, aligned.GetRow(111)[111 * 3]);
    }

    [Fact]
    public void Eyes_are_the_mean_of_the_points_around_them()
    {
        Keypoint[] ibug = [.. Enumerable.Range(0, 68).Select(static i => new Keypoint(i, -i, 0.5f))];
        Assert.Equal([new(38.5f, -38.5f, 0.5f), new(44.5f, -44.5f, 0.5f), ibug[30], ibug[48], ibug[54]], FaceAlignment.FivePoints(ibug));
        Keypoint[] wflw = [.. Enumerable.Range(0, 98).Select(static i => new Keypoint(i, 2 * i))];
        Assert.Equal([new(63.5f, 127), new(71.5f, 143), wflw[54], wflw[76], wflw[82]], FaceAlignment.FivePoints(wflw));
        Assert.Equal(ibug[..5], FaceAlignment.FivePoints(ibug[..5]));
    }

    [Fact]
    public void What_cannot_be_aligned_is_refused()
    {
        using ImageBuffer image = SolidPicture.White(60, 60);
        Keypoint[] good = Template(112, 0, 0);
        foreach (Keypoint[] bad in (Keypoint[][])[good[..4], [.. good, .. good], [], [.. Enumerable.Repeat(new Keypoint(3, 3), 5)], [.. good[..4], new(float.NaN, 1)], [.. good[..4], new(1, float.PositiveInfinity)]])
        {
            Assert.ThrowsAny<ArgumentException>(() => FaceAlignment.Align(image, bad));
            Assert.Null(FaceAlignment.TryFind(bad, 112));
        }

        Assert.Throws<ArgumentNullException>(() => FaceAlignment.Align(image, null!));
        Assert.Throws<ArgumentException>(() => FaceAlignment.Align(default, good));
        foreach (int side in (int[])[0, -112, 100, 160]) Assert.Throws<ArgumentOutOfRangeException>(() => FaceAlignment.Align(image, good, side));
    }

    public static TheoryData<PixelFormat> YuvFormats => [.. PixelFormats.Yuv];

    [Theory]
    [MemberData(nameof(YuvFormats))]
    public void A_camera_frame_gives_what_its_rgb_picture_gives(PixelFormat format)
    {
        var random = new Random(3);
        var frame = new YuvFrame(format, 321, 203, random, padding: 5);
        using ImageBuffer rgb = ImageBuffer.CopyOf(frame.View());
        for (int round = 0; round < 20; round++)
        {
            var turn = Matrix3x2.CreateRotation(random.NextSingle() * 7) * Matrix3x2.CreateScale(0.2f + 2 * random.NextSingle())
                * Matrix3x2.CreateTranslation(random.Next(-100, 400), random.Next(-100, 300));
            Keypoint[] landmarks = [.. Template(112, -56, -56).Select(p => Vector2.Transform(new Vector2(p.X, p.Y), turn)).Select(static p => new Keypoint(p.X, p.Y))];
            using ImageBuffer expected = FaceAlignment.Align(rgb, landmarks), found = FaceAlignment.Align(frame.View(), landmarks);
            // The map is rounded at another place, which may move a coordinate by 1/32 of a pixel.
            int different = 0;
            for (int i = 0; i < expected.Pixels.Length; i++) different += Math.Abs(expected.Pixels[i] - found.Pixels[i]) > 9 ? 1 : 0;
            Assert.True(different <= expected.Pixels.Length / 500, $"round {round}: {different} of {expected.Pixels.Length} values differ");
        }
    }

    private static Keypoint[] Template(int side, float x, float y) =>
        [.. AffineTransform.ArcFaceLandmarks.ToArray().Select(p => new Keypoint(p.X * side / 112 + x, p.Y * side / 112 + y))];

    private static ImageBuffer Noise(int width, int height)
    {
        var image = new ImageBuffer(width, height, PixelFormat.Rgb24);
        new Random(1).NextBytes(image.Pixels);
        return image;
    }
}
