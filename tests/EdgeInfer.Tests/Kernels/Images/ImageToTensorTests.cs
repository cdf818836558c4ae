using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Tests.Imaging;

namespace EdgeInfer.Tests.Kernels;

public sealed class ImageToTensorTests
{
    private static readonly (int Width, int Height)[] PictureSizes =
        [(1, 1), (2, 1), (1, 7), (3, 3), (17, 13), (31, 64), (200, 2), (3, 150), (97, 61)];

    private static readonly (int Width, int Height)[] InputSizes = [(1, 1), (8, 8), (13, 21), (32, 16), (5, 40)];

    // Guard bytes stand where nobody may read; were they read, results would change with their value.
    [Fact]
    public void Every_element_is_the_definitions()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        foreach ((int width, int height) in PictureSizes)
        {
            foreach (PixelFormat format in PixelFormats.Interleaved)
            {
                int stride = width * format.BytesPerPixel() + random.Next(0, 9);
                byte[] pixels = new byte[(height - 1) * stride + width * format.BytesPerPixel()];
                random.NextBytes(pixels);
                foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
                {
                    foreach (ColorOrder order in Enum.GetValues<ColorOrder>())
                    {
                        var source = new ImageView(pixels, width, height, stride, format);
                        (int inputWidth, int inputHeight) = InputSizes[random.Next(InputSizes.Length)];
                        TensorLayout layout = (TensorLayout)random.Next(2);
                        foreach (ResizePlan plan in Plans(width, height, inputWidth, inputHeight, random))
                            Compare(source, in plan, interpolation, order, layout, random, $"seed {seed}, {format} {width}×{height}");
                    }
                }
            }
        }
    }

    private static IEnumerable<ResizePlan> Plans(int width, int height, int inputWidth, int inputHeight, Random random)
    {
        yield return ResizePlan.Stretch(width, height, inputWidth, inputHeight);
        yield return ResizePlan.Letterbox(width, height, inputWidth, inputHeight, PadPosition.Center);
        yield return ResizePlan.Letterbox(width, height, inputWidth, inputHeight, PadPosition.TopLeft);
        yield return ResizePlan.CenterCrop(width, height, inputWidth, inputHeight, random.Next(1, 48));
        yield return ResizePlan.Pad(width, height, random.Next(1, 17));
    }

    private static void Compare(
        ImageView source, in ResizePlan plan, Interpolation interpolation, ColorOrder order, TensorLayout layout, Random random, string what)
    {
        int channels = order == ColorOrder.Gray ? 1 : 3;
        byte[] pad = [(byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)];
        float[] mean = [.. Enumerable.Range(0, channels).Select(_ => random.NextSingle())];
        float[] std = [.. Enumerable.Range(0, channels).Select(_ => 0.2f + random.NextSingle())];
        const float scale = 1 / 255f;
        float[] tensor = new float[plan.InputWidth * plan.InputHeight * channels];
        tensor.AsSpan().Fill(float.NaN);

        ImageToTensor.Write(source, in plan, interpolation, order, layout, new PixelNormalization(channels, scale, mean, std), pad, tensor);

        // Rounding is half a level for each 8-bit result. OpenCV's bilinear rounds once, but its two rows are cut off to a quarter
        // of a level each, and weights are off by up to 1/4096 of 255 levels on two taps along two axes. None where pixels are only picked.
        double tolerance = interpolation switch
        {
            Interpolation.Nearest or Interpolation.NearestFloor => 0,
            // OpenCV's area leaves out up to a thousandth of a pixel at each side, or is bilinear; its bicubic has eight rounded weights, and
            // two axes' absolute weights add up to 2.
            Interpolation.Area => 0.5 + 2 * 0.25 + 4 * 255 / 1000.0,
            Interpolation.Bicubic => 0.5 + 2 * 8 * 255 / 4096.0,
            // The rounded row is weighed by up to 1.3 in all.
            Interpolation.AntialiasedBicubic => 0.5 + 1.3 * 0.5,
            Interpolation.Bilinear => 0.5 + 2 * 0.25 + 4 * 255 / 4096.0,
            _ => 1,
        };
        for (int y = 0; y < plan.InputHeight; y++)
        {
            for (int x = 0; x < plan.InputWidth; x++)
            {
                for (int c = 0; c < channels; c++)
                {
                    int at = layout == TensorLayout.Nchw ? (c * plan.InputHeight + y) * plan.InputWidth + x : (y * plan.InputWidth + x) * channels + c;
                    double expected = NaiveImageToTensor.Value(source, in plan, interpolation, order, pad, c, x, y);
                    double actual = (tensor[at] * (double)std[c] + mean[c]) / scale;
                    // Written so that NaN, an element never written, fails.
                    if (!(Math.Abs(actual - expected) <= tolerance + 2e-3) && !OnEdge(source, in plan, interpolation, x, y))
                        Assert.Fail($"{what}, {plan}, {interpolation}, {order}, {layout}: ({x}, {y}) channel {c} is {actual}, by definition {expected}.");
                }
            }
        }
    }

    // Where enlarged pixels begin exactly at one of the source's, OpenCV's own rounding error says whose they are; the golden
    // pictures hold us to it.
    private static bool OnEdge(ImageView source, in ResizePlan plan, Interpolation interpolation, int x, int y) =>
        interpolation == Interpolation.Area
        && (plan.ResizedWidth > source.Width || plan.ResizedHeight > source.Height)
        && ((long)(x - plan.Left) * source.Width % plan.ResizedWidth == 0 || (long)(y - plan.Top) * source.Height % plan.ResizedHeight == 0);

    [Theory]
    [InlineData(Interpolation.Bilinear)]
    [InlineData(Interpolation.AntialiasedBilinear)]
    [InlineData(Interpolation.Nearest)]
    [InlineData(Interpolation.Area)]
    [InlineData(Interpolation.Bicubic)]
    [InlineData(Interpolation.AntialiasedBicubic)]
    [InlineData(Interpolation.NearestFloor)]
    public void A_picture_of_the_inputs_size_is_copied_exactly(Interpolation interpolation)
    {
        byte[] pixels = new byte[7 * 5 * 3];
        new Random(5).NextBytes(pixels);
        float[] tensor = new float[pixels.Length];
        ResizePlan plan = ResizePlan.Stretch(7, 5, 7, 5);
        ImageToTensor.Write(
            new ImageView(pixels, 7, 5, PixelFormat.Bgr24), in plan, interpolation, ColorOrder.Bgr, TensorLayout.Nhwc,
            new PixelNormalization(3, 1, [], []), [0, 0, 0], tensor);

        Assert.Equal(pixels.Select(static p => (float)p), tensor);
    }

    [Fact]
    public void Alpha_and_the_bytes_between_rows_change_nothing()
    {
        const int width = 9, height = 6, stride = 50;
        byte[] one = new byte[height * stride], other = new byte[height * stride];
        new Random(3).NextBytes(one);
        new Random(4).NextBytes(other);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++) one.AsSpan(y * stride + x * 4, 3).CopyTo(other.AsSpan(y * stride + x * 4));
        }

        foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
        {
            Assert.Equal(Write(one, interpolation), Write(other, interpolation));
        }

        static float[] Write(byte[] pixels, Interpolation interpolation)
        {
            ResizePlan plan = ResizePlan.Letterbox(width, height, 7, 7, PadPosition.Center);
            float[] tensor = new float[7 * 7 * 3];
            ImageToTensor.Write(
                new ImageView(pixels, width, height, stride, PixelFormat.Rgba32), in plan, interpolation, ColorOrder.Rgb, TensorLayout.Nchw,
                new PixelNormalization(3, 1, [], []), [114, 114, 114], tensor);
            return tensor;
        }
    }

    // A region of interest is a view: what lies around it must not shine through, however wide the filter.
    [Fact]
    public void A_region_of_a_picture_is_as_good_as_a_copy_of_it()
    {
        const int width = 90, height = 50;
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        foreach (PixelFormat format in PixelFormats.Interleaved)
        {
            byte[] pixels = new byte[width * height * format.BytesPerPixel()];
            random.NextBytes(pixels);
            var picture = new ImageView(pixels, width, height, format);
            for (int round = 0; round < 8; round++)
            {
                int left = random.Next(width), top = random.Next(height), columns = random.Next(1, width - left + 1), rows = random.Next(1, height - top + 1);
                ImageView region = picture.Crop(left, top, columns, rows);
                byte[] copy = new byte[rows * columns * format.BytesPerPixel()];
                for (int y = 0; y < rows; y++) region.GetRow(y).CopyTo(copy.AsSpan(y * columns * format.BytesPerPixel()));
                ResizePlan plan = ResizePlan.Letterbox(columns, rows, random.Next(1, 70), random.Next(1, 70), PadPosition.Center);
                foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
                {
                    float[] expected = Write(new ImageView(copy, columns, rows, format), in plan, interpolation);
                    int at = expected.AsSpan().CommonPrefixLength(Write(region, in plan, interpolation));
                    Assert.True(at == expected.Length, $"seed {seed}, {format} ({left}, {top}) {columns}×{rows}, {plan}, {interpolation}: element {at}.");
                }
            }
        }

        static float[] Write(ImageView source, in ResizePlan plan, Interpolation interpolation)
        {
            float[] tensor = new float[plan.InputWidth * plan.InputHeight * 3];
            ImageToTensor.Write(
                source, in plan, interpolation, ColorOrder.Bgr, TensorLayout.Nchw, new PixelNormalization(3, 1, [], []), [1, 2, 3], tensor);
            return tensor;
        }
    }

    // A batch is one tensor, a picture a slice of it.
    [Fact]
    public void The_neighbours_of_a_slot_stay_as_they_are()
    {
        byte[] pixels = new byte[61 * 43 * 3];
        new Random(7).NextBytes(pixels);
        ResizePlan plan = ResizePlan.Letterbox(61, 43, 35, 33, PadPosition.Center);
        const int count = 35 * 33 * 3;
        float[] alone = new float[count], batch = new float[3 * count];
        foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
        {
            foreach (TensorLayout layout in Enum.GetValues<TensorLayout>())
            {
                Write(alone);
                for (int slot = 0; slot < 3; slot++)
                {
                    batch.AsSpan().Fill(-7);
                    Write(batch.AsSpan(slot * count, count));
                    Assert.Equal(alone, batch[(slot * count)..((slot + 1) * count)]);
                    Assert.Equal(2 * count, batch.Count(static v => v == -7));
                }

                void Write(Span<float> tensor) => ImageToTensor.Write(
                    new ImageView(pixels, 61, 43, PixelFormat.Rgb24), in plan, interpolation, ColorOrder.Rgb, layout,
                    new PixelNormalization(3, 1, [], []), [114, 114, 114], tensor);
            }
        }
    }

    [Fact]
    public void Sizes_that_do_not_match_are_refused()
    {
        ResizePlan plan = ResizePlan.Stretch(2, 2, 4, 3);
        var rgb = new PixelNormalization(3, 1, [], []);
        byte[] pixels = new byte[12];

        var wrongLength = Assert.Throws<ArgumentException>(() => Write(rgb, ColorOrder.Rgb, 35, empty: false));
        Assert.Contains("3×3×4 tensor has 36 elements; the destination has 35", wrongLength.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Write(rgb, ColorOrder.Gray, 36, empty: false));
        Assert.Throws<ArgumentException>(() => Write(new PixelNormalization(1, 1, [], []), ColorOrder.Bgr, 12, empty: false));
        Assert.Throws<ArgumentException>(() => Write(rgb, ColorOrder.Rgb, 36, empty: true));

        void Write(PixelNormalization normalization, ColorOrder order, int length, bool empty) => ImageToTensor.Write(
            empty ? default : new ImageView(pixels, 2, 2, PixelFormat.Rgb24), in plan, Interpolation.Bilinear, order, TensorLayout.Nchw,
            normalization, [0, 0, 0], new float[length]);
    }
}
