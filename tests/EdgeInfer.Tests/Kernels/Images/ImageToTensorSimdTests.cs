using System.Runtime.Intrinsics;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Tests.Imaging;

namespace EdgeInfer.Tests.Kernels;

/// <summary>Every vector width gives the bits of the plain loops, whatever the machine has.</summary>
public sealed class ImageToTensorSimdTests
{
    private static readonly SimdWidth[] Vectors = [SimdWidth.V128, SimdWidth.V256, SimdWidth.V512];

    // Around the vector lengths of every stage (8, 16, 32, 64), and far beyond.
    private static readonly int[] Sides = [1, 2, 3, 7, 15, 16, 17, 31, 33, 63, 64, 65, 97, 129, 150, 211];

    [Theory]
    [InlineData(PixelFormat.Rgb24)]
    [InlineData(PixelFormat.Bgr24)]
    [InlineData(PixelFormat.Rgba32)]
    [InlineData(PixelFormat.Bgra32)]
    [InlineData(PixelFormat.Gray8)]
    public void All_widths_agree_bit_for_bit(PixelFormat format)
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 60; round++)
        {
            int width = Pick(random), height = Pick(random), inputWidth = Pick(random), inputHeight = Pick(random);
            ResizePlan plan = random.Next(6) switch
            {
                0 => ResizePlan.Letterbox(width, height, inputWidth, inputHeight, PadPosition.Center),
                1 => ResizePlan.Letterbox(width, height, inputWidth, inputHeight, PadPosition.TopLeft),
                2 => ResizePlan.CenterCrop(width, height, inputWidth, inputHeight, Math.Min(300, Math.Max(inputWidth, inputHeight))),
                3 => ResizePlan.Pad(width, height, random.Next(1, 33)),
                // A third: every sample point is a pixel.
                4 => ResizePlan.Stretch(width, height, (width + 2) / 3, (height + 2) / 3),
                _ => ResizePlan.Stretch(width, height, inputWidth, inputHeight),
            };
            int lead = random.Next(0, 5), stride = width * format.BytesPerPixel() + random.Next(0, 9);
            byte[] pixels = new byte[lead + height * stride];
            random.NextBytes(pixels);
            var source = new ImageView(pixels.AsSpan(lead), width, height, stride, format);
            foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
            {
                foreach (ColorOrder order in Enum.GetValues<ColorOrder>())
                {
                    foreach (TensorLayout layout in Enum.GetValues<TensorLayout>())
                    {
                        float[] expected = Write(SimdWidth.Scalar, source, in plan, interpolation, order, layout);
                        foreach (SimdWidth simd in Vectors)
                        {
                            float[] actual = Write(simd, source, in plan, interpolation, order, layout);
                            int at = expected.AsSpan().CommonPrefixLength(actual);
                            Assert.True(
                                at == expected.Length,
                                $"seed {seed}, {format} {width}×{height}, {plan}, {interpolation}, {order}, {layout}, {simd}: element {at} is not the scalar one.");
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(Interpolation.Bilinear)]
    [InlineData(Interpolation.AntialiasedBilinear)]
    [InlineData(Interpolation.Nearest)]
    [InlineData(Interpolation.Area)]
    [InlineData(Interpolation.Bicubic)]
    [InlineData(Interpolation.AntialiasedBicubic)]
    public void Large_odd_pictures_agree_bit_for_bit(Interpolation interpolation)
    {
        const int width = 2047, height = 1033;
        byte[] pixels = new byte[width * height * 3];
        new Random(11).NextBytes(pixels);
        var source = new ImageView(pixels, width, height, PixelFormat.Bgr24);
        ResizePlan plan = ResizePlan.Letterbox(width, height, 641, 479, PadPosition.Center);
        float[] expected = Write(SimdWidth.Scalar, source, in plan, interpolation, ColorOrder.Rgb, TensorLayout.Nchw);
        foreach (SimdWidth simd in Vectors)
            Assert.True(expected.AsSpan().SequenceEqual(Write(simd, source, in plan, interpolation, ColorOrder.Rgb, TensorLayout.Nchw)), $"{simd}");
    }

    // The last row ends where memory ends: a fetch beyond it is an access violation.
    [Fact]
    public void Nothing_beyond_the_last_pixel_is_read()
    {
        foreach (PixelFormat format in PixelFormats.Interleaved)
        {
            foreach (int width in Sides)
            {
                const int height = 3;
                int length = width * height * format.BytesPerPixel();
                using var memory = new GuardedMemory(length);
                new Random(width).NextBytes(memory.Span);
                var source = new ImageView(memory.Span, width, height, format);
                foreach (int side in (int[])[width, 3 * width, (width + 2) / 3, 40])
                {
                    ResizePlan plan = ResizePlan.Stretch(width, height, side, 4);
                    foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
                    {
                        foreach (SimdWidth simd in Vectors)
                            Assert.DoesNotContain(float.NaN, Write(simd, source, in plan, interpolation, ColorOrder.Rgb, TensorLayout.Nchw));
                    }
                }
            }
        }
    }

    [Fact]
    public void The_kernels_agree_on_every_value_they_can_meet()
    {
        // RowLerp's output ranges from 0 to (255 × 2049) >> 4.
        short[] top = new short[64 * 512], bottom = new short[top.Length];
        for (int i = 0; i < top.Length; i++)
        {
            top[i] = (short)Math.Min(i, 32655);
            bottom[i] = (short)(i * 7919 % 32656);
        }

        byte[] expected = new byte[top.Length], actual = new byte[top.Length];
        foreach (short weight in (short[])[0, 1, 2, 511, 1023, 1024, 1025, 2047, 2048])
        {
            RowBlend.Scalar(top, bottom, (short)(2048 - weight), weight, expected);
            RowBlend.V128(top, bottom, (short)(2048 - weight), weight, actual);
            Assert.Equal(expected, actual);
            RowBlend.V256(top, bottom, (short)(2048 - weight), weight, actual);
            Assert.Equal(expected, actual);
            RowBlend.V512(top, bottom, (short)(2048 - weight), weight, actual);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Writing_allocates_nothing_once_warm()
    {
        byte[] pixels = new byte[320 * 200 * 3];
        float[] tensor = new float[3 * 96 * 96];
        var normalization = new PixelNormalization(3, 1 / 255f, [], []);
        foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
            Assert.Equal(0, SteadyAllocation.Of(() => Run(interpolation)));

        void Run(Interpolation interpolation)
        {
            ResizePlan plan = ResizePlan.Letterbox(320, 200, 96, 96, PadPosition.Center);
            ImageToTensor.Write(
                new ImageView(pixels, 320, 200, PixelFormat.Rgb24), in plan, interpolation, ColorOrder.Rgb, TensorLayout.Nchw,
                normalization, [114, 114, 114], tensor);
        }
    }

    [Fact]
    public void The_machines_widest_vectors_are_used()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"widest vectors: {Simd.Widest}");
        Assert.Equal(Vector512.IsHardwareAccelerated, Simd.Widest == SimdWidth.V512);
        Assert.Equal(!Vector128.IsHardwareAccelerated, Simd.Widest == SimdWidth.Scalar);
    }

    private static float[] Write(
        SimdWidth simd, ImageView source, in ResizePlan plan, Interpolation interpolation, ColorOrder order, TensorLayout layout)
    {
        int channels = order == ColorOrder.Gray ? 1 : 3;
        float[] mean = [0.485f, 0.456f, 0.406f], std = [0.229f, 0.224f, 0.225f];
        float[] tensor = new float[channels * plan.InputWidth * plan.InputHeight];
        tensor.AsSpan().Fill(float.NaN);
        ImageToTensor.Write(
            simd, source, in plan, interpolation, order, layout,
            new PixelNormalization(channels, 1 / 255f, mean.AsSpan(0, channels), std.AsSpan(0, channels)), [114, 115, 116], tensor);
        return tensor;
    }

    private static int Pick(Random random) => Sides[random.Next(Sides.Length)];
}
