using System.Security.Cryptography;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class WarpTests
{
    private delegate void Warping(ImageView source, PixelTarget destination, bool vectors);

    // Not one bit of difference: both do the same arithmetic on whole numbers.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pixels_are_OpenCVs_bit_for_bit(bool vectors)
    {
        Assert.True(GeometryGolden.Data.Warps.Length > 100);
        foreach (GeometryGolden.WarpCase expected in GeometryGolden.Data.Warps)
        {
            string what = $"{(expected.Matrix.Length == 6 ? "affine" : "perspective")} {expected.Sampling} {expected.Border}, {expected.Channels} channels, "
                + $"{expected.SourceWidth}×{expected.SourceHeight} to {expected.Width}×{expected.Height}";
            PixelFormat format = NoisePicture.Format(expected.Channels);
            var source = new ImageView(
                NoisePicture.Make(expected.SourceWidth, expected.SourceHeight, expected.Channels), expected.SourceWidth, expected.SourceHeight, format);
            byte[] pixels = new byte[expected.Width * expected.Height * expected.Channels];
            var destination = new PixelTarget(pixels, expected.Width, expected.Height, expected.Width * expected.Channels, format);
            byte[] color = GeometryGolden.Data.Color[..expected.Channels];
            if (expected.Matrix.Length == 6)
                Warp.Affine(source, GeometryGolden.Affine(expected.Matrix), expected.Sampling, expected.Border, color, destination, vectors);
            else
                Warp.Perspective(source, GeometryGolden.Perspective(expected.Matrix), expected.Sampling, expected.Border, color, destination, vectors);

            if (expected.Pixels is not null)
            {
                for (int i = 0; i < pixels.Length; i++)
                    Assert.True(pixels[i] == expected.Pixels[i], $"{what}: byte {i} is {pixels[i]}, OpenCV has {expected.Pixels[i]}.");
            }
            else
            {
                Assert.True(expected.Sha256 == Convert.ToHexStringLower(SHA256.HashData(pixels)), $"{what}: some pixel differs.");
            }
        }
    }

    [Fact]
    public void Vectors_and_scalar_code_agree()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 400; round++)
        {
            PixelFormat format = (PixelFormat)random.Next(5);
            int channels = format.BytesPerPixel();
            // Blocks of a perspective warp are 64 columns wide.
            int width = random.Next(1, 40), height = random.Next(1, 40), toWidth = random.Next(1, 140), toHeight = random.Next(1, 30);
            int padding = random.Next(5), toStride = toWidth * channels + random.Next(5);
            byte[] pixels = NoisePicture.Make(width, height, channels, padding);
            WarpSampling sampling = (WarpSampling)random.Next(3);
            WarpBorder border = (WarpBorder)random.Next(2);
            byte[] color = new byte[random.Next(2) * channels];
            random.NextBytes(color);
            // From far apart to far together, so that inside, border and outside all occur.
            double zoom = Math.Pow(2, random.NextDouble() * 8 - 3);
            double Element() => (random.NextDouble() - 0.5) * zoom;
            double Shift() => (random.NextDouble() - 0.3) * 60;
            var affine = new AffineTransform(Element(), Element(), Shift(), Element(), Element(), Shift());
            var perspective = new PerspectiveTransform(
                affine.M11, affine.M12, affine.M13, affine.M21, affine.M22, affine.M23, (random.NextDouble() - 0.5) / 20, (random.NextDouble() - 0.5) / 20, 1);
            bool straight = random.Next(2) == 0;

            byte[] expected = Run(vectors: false), actual = Run(vectors: true);
            Assert.True(expected.AsSpan().SequenceEqual(actual), $"seed {seed}, round {round}: {format} {width}×{height} to {toWidth}×{toHeight}, {sampling}, {border}");

            byte[] Run(bool vectors)
            {
                // Bytes between rows keep their value: they are compared as well.
                byte[] result = new byte[(toHeight - 1) * toStride + toWidth * channels];
                result.AsSpan().Fill(0xA5);
                var source = new ImageView(pixels, width, height, width * channels + padding, format);
                var destination = new PixelTarget(result, toWidth, toHeight, toStride, format);
                if (straight) Warp.Affine(source, in affine, sampling, border, color, destination, vectors);
                else Warp.Perspective(source, in perspective, sampling, border, color, destination, vectors);
                for (int y = 0; y < toHeight - 1; y++)
                    Assert.DoesNotContain(result.AsSpan(y * toStride + toWidth * channels, toStride - toWidth * channels).ToArray(), static b => b != 0xA5);
                return result;
            }
        }
    }

    // The definition in floating point. 1/32 pixel steps put a sample at most 1/64 pixel from its place (the affine column and
    // row parts add 1/1024), and noise changes by up to 255 a pixel on each axis.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bilinear_is_close_to_its_definition(bool perspective)
    {
        const int width = 60, height = 50, toWidth = 71, toHeight = 43;
        byte[] pixels = NoisePicture.Make(width, height, 1);
        var affine = new AffineTransform(0.9, -0.4, 12.3, 0.35, 0.8, -3.1);
        PerspectiveTransform map = perspective ? new PerspectiveTransform(0.9, -0.4, 12.3, 0.35, 0.8, -3.1, 0.001, 0.002, 1) : affine;
        byte[] result = new byte[toWidth * toHeight];
        var target = new PixelTarget(result, toWidth, toHeight, toWidth, PixelFormat.Gray8);
        var source = new ImageView(pixels, width, height, PixelFormat.Gray8);
        if (perspective) Warp.Perspective(source, in map, WarpSampling.Bilinear, WarpBorder.Constant, [7], target);
        else Warp.Affine(source, in affine, WarpSampling.Bilinear, WarpBorder.Constant, [7], target);

        PerspectiveTransform back = map.Invert();
        const double tolerance = 0.5 + 255 * 2 * (1 / 64.0 + 2 / 1024.0);
        for (int y = 0; y < toHeight; y++)
        {
            for (int x = 0; x < toWidth; x++)
            {
                double w = back.M31 * x + back.M32 * y + back.M33;
                double sx = (back.M11 * x + back.M12 * y + back.M13) / w, sy = (back.M21 * x + back.M22 * y + back.M23) / w;
                int left = (int)Math.Floor(sx), top = (int)Math.Floor(sy);
                double right = sx - left, lower = sy - top;
                double expected = (1 - lower) * ((1 - right) * At(left, top) + right * At(left + 1, top))
                    + lower * ((1 - right) * At(left, top + 1) + right * At(left + 1, top + 1));
                Assert.True(Math.Abs(expected - result[y * toWidth + x]) <= tolerance, $"({x}, {y}): {result[y * toWidth + x]}, by definition {expected}");
            }
        }

        double At(int x, int y) => x < 0 || y < 0 || x >= width || y >= height ? 7 : pixels[y * width + x];
    }

    // Coordinates beyond 32 bits, in every direction: outside, not somewhere inside by wrapping around.
    [Theory]
    [InlineData(1e-7, 0)]
    [InlineData(1, 1e7)]
    [InlineData(1, -1e12)]
    [InlineData(1e-9, -1e15)]
    public void Points_far_away_are_outside(double scale, double shift)
    {
        byte[] pixels = NoisePicture.Make(8, 8, 3);
        var map = new AffineTransform(scale, 0, shift, 0, scale, shift);
        foreach (bool vectors in (bool[])[false, true])
        {
            foreach (WarpSampling sampling in Enum.GetValues<WarpSampling>())
            {
                byte[] affine = new byte[30 * 30 * 3], perspective = new byte[30 * 30 * 3];
                var source = new ImageView(pixels, 8, 8, PixelFormat.Rgb24);
                Warp.Affine(source, in map, sampling, WarpBorder.Constant, [1, 2, 3], new PixelTarget(affine, 30, 30, 90, PixelFormat.Rgb24), vectors);
                Warp.Perspective(source, map, sampling, WarpBorder.Constant, [1, 2, 3], new PixelTarget(perspective, 30, 30, 90, PixelFormat.Rgb24), vectors);
                for (int i = shift == 0 ? 3 : 0; i < affine.Length; i++)
                {
                    Assert.Equal(i % 3 + 1, affine[i]);
                    Assert.Equal(i % 3 + 1, perspective[i]);
                }
            }
        }
    }

    [Fact]
    public void A_warp_and_its_inverse_map_results_back()
    {
        var line = new Quad(new(31.5f, 40), new(300, 12), new(308, 71), new(37, 95));
        PerspectiveTransform straighten = PerspectiveTransform.FromQuads(in line, Quad.Rectangle(320, 48));
        Quad back = straighten.Invert().Map(straighten.Map(in line));
        Assert.True((back.TopLeft - line.TopLeft).Length() < 1e-3f);
        Assert.True((back.TopRight - line.TopRight).Length() < 1e-3f);
        Assert.True((back.BottomRight - line.BottomRight).Length() < 1e-3f);
        Assert.True((back.BottomLeft - line.BottomLeft).Length() < 1e-3f);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        using var source = new ImageBuffer(200, 150, PixelFormat.Rgb24);
        using var destination = new ImageBuffer(112, 112, PixelFormat.Rgb24);
        source.Pixels.Fill(9);
        Assert.Equal(0, SteadyAllocation.Of(Both));

        void Both()
        {
            var map = new AffineTransform(0.5, 0.1, 3, -0.1, 0.5, 9);
            Warp.Affine(source, in map, WarpSampling.Bilinear, WarpBorder.Replicate, [], destination);
            Warp.Perspective(source, map, WarpSampling.Nearest, WarpBorder.Constant, [1, 2, 3], destination);
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        byte[] pixels = new byte[4 * 4 * 3], result = new byte[4 * 4 * 3];

        Assert.Throws<ArgumentException>(() => Run(empty: true, PixelFormat.Rgb24, result, [], AffineTransform.Identity));
        Assert.Contains("Bgr24", Assert.Throws<ArgumentException>(() => Run(false, PixelFormat.Bgr24, result, [], AffineTransform.Identity)).Message, StringComparison.Ordinal);
        Assert.Contains("share memory", Assert.Throws<ArgumentException>(() => Run(false, PixelFormat.Rgb24, pixels, [], AffineTransform.Identity)).Message, StringComparison.Ordinal);
        Assert.Contains("3 bytes; the border colour has 4", Assert.Throws<ArgumentException>(() => Run(false, PixelFormat.Rgb24, result, [1, 2, 3, 4], AffineTransform.Identity)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Run(false, PixelFormat.Rgb24, result, [], new AffineTransform(1, 2, 0, 2, 4, 0)));
        Assert.Throws<InvalidOperationException>(() => Run(false, PixelFormat.Rgb24, result, [], new AffineTransform(double.NaN, 0, 0, 0, 1, 0)));
        Assert.Contains("needs 48 bytes; the span has 47", Assert.Throws<ArgumentException>(() => new PixelTarget(result.AsSpan(1), 4, 4, 12, PixelFormat.Rgb24).Width).Message, StringComparison.Ordinal);
        byte[] wide = new byte[(1 << 20) + 1];
        Assert.Contains("1048577×1", Assert.Throws<ArgumentException>(() => Warp.Affine(
            new ImageView(wide, wide.Length, 1, PixelFormat.Gray8), AffineTransform.Identity, WarpSampling.Nearest, WarpBorder.Constant, [],
            new PixelTarget(result, 4, 4, 4, PixelFormat.Gray8))).Message, StringComparison.Ordinal);

        void Run(bool empty, PixelFormat format, byte[] to, byte[] color, AffineTransform map) => Warp.Affine(
            empty ? default : new ImageView(pixels, 4, 4, PixelFormat.Rgb24), in map, WarpSampling.Bilinear, WarpBorder.Constant, color,
            new PixelTarget(to, 4, 4, 12, format));
    }
}
