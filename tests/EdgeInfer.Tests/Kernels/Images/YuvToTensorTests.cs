using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Tests.Imaging;

namespace EdgeInfer.Tests.Kernels;

/// <summary>A camera frame gives the tensor of the RGB picture that it converts to, bit for bit, whatever the filter.</summary>
public sealed class YuvToTensorTests
{
    // Around the vector lengths of every stage, and beyond.
    private static readonly int[] Sides = [1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 47, 63, 64, 65, 97, 129, 150, 211];

    public static TheoryData<PixelFormat> Formats => [.. PixelFormats.Yuv];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Frames_give_the_tensor_of_their_rgb_picture(PixelFormat format)
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 60; round++)
        {
            var frame = new YuvFrame(format, Pick(random), Pick(random), random, padding: random.Next(0, 9), lead: random.Next(0, 5));
            (int left, int top, int width, int height) = round % 3 == 0 ? (0, 0, frame.Width, frame.Height) : Part(frame, random);
            var color = (YuvColor)random.Next(4);
            ImageView source = frame.View(color).Crop(left, top, width, height);
            byte[] rgb = frame.ToRgb(color, left, top, width, height);
            ResizePlan plan = Plan(width, height, random);
            foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
            {
                foreach (ColorOrder order in Enum.GetValues<ColorOrder>())
                {
                    TensorLayout layout = (TensorLayout)random.Next(2);
                    float[] expected = Write(SimdWidth.Scalar, new ImageView(rgb, width, height, PixelFormat.Rgb24), in plan, interpolation, order, layout);
                    foreach (SimdWidth simd in Enum.GetValues<SimdWidth>())
                    {
                        float[] actual = Write(simd, source, in plan, interpolation, order, layout);
                        int at = expected.AsSpan().CommonPrefixLength(actual);
                        Assert.True(
                            at == expected.Length,
                            $"seed {seed}, {format} {frame.Width}×{frame.Height}, part ({left}, {top}) {width}×{height}, {color}, {plan}, {interpolation}, {order}, {layout}, {simd}: element {at} is not that of RGB.");
                    }
                }
            }
        }
    }

    // The last row ends where memory ends: a fetch beyond it is an access violation.
    [Theory]
    [MemberData(nameof(Formats))]
    public void Nothing_beyond_the_frame_is_read(PixelFormat format)
    {
        foreach (int width in Sides)
        {
            const int height = 3;
            using var memory = new GuardedMemory(YuvFrame.Length(format, width, height, ImageGeometry.PackedStride(width, format)));
            new Random(width).NextBytes(memory.Span);
            var source = new ImageView(memory.Span, width, height, format);
            foreach (int side in (int[])[width, 3 * width, (width + 2) / 3, 40])
            {
                ResizePlan plan = ResizePlan.Stretch(width, height, side, 4);
                foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
                {
                    foreach (SimdWidth simd in Enum.GetValues<SimdWidth>())
                        Assert.DoesNotContain(float.NaN, Write(simd, source, in plan, interpolation, ColorOrder.Rgb, TensorLayout.Nchw));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Writing_allocates_nothing_once_warm(PixelFormat format)
    {
        var frame = new YuvFrame(format, 321, 200, new Random(1));
        float[] tensor = new float[3 * 96 * 96];
        var normalization = new PixelNormalization(3, 1 / 255f, [], []);
        foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
        {
            // Tests on other threads share the pool and may empty it for a moment: what allocates by itself does so in every round.
            long least = long.MaxValue;
            for (int round = 0; round < 20 && least > 0; round++)
            {
                Run(interpolation);
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 10; i++) Run(interpolation);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            Assert.Equal(0, least);
        }

        void Run(Interpolation interpolation)
        {
            ResizePlan plan = ResizePlan.Letterbox(321, 200, 96, 96, PadPosition.Center);
            ImageToTensor.Write(frame.View(), in plan, interpolation, ColorOrder.Rgb, TensorLayout.Nchw, normalization, [114, 114, 114], tensor);
        }
    }

    [Fact]
    public void Every_sample_value_converts_alike_in_every_width()
    {
        // All of Y × U × V would take long; all of each pair, with a few of the third, meets every sum's extremes.
        byte[] some = [0, 1, 15, 16, 17, 127, 128, 129, 234, 235, 254, 255];
        byte[] y = new byte[256 * 256], u = new byte[y.Length], v = new byte[y.Length];
        foreach (YuvColor color in Enum.GetValues<YuvColor>())
        {
            YuvMatrix matrix = YuvMatrix.For(color);
            foreach (byte third in some)
            {
                for (int i = 0; i < y.Length; i++) (y[i], u[i], v[i]) = ((byte)i, (byte)(i >> 8), third);
                Compare(in matrix, y, u, v);
                Compare(in matrix, third, y, u);
                Compare(in matrix, y, third, u);
            }
        }

        static void Compare(in YuvMatrix matrix, PlaneOrValue first, PlaneOrValue second, PlaneOrValue third)
        {
            byte[] r = first.ToArray(), g = second.ToArray(), b = third.ToArray();
            YuvToRgb.Scalar(in matrix, r, g, b);
            foreach (SimdWidth simd in Enum.GetValues<SimdWidth>())
            {
                byte[] x = first.ToArray(), y = second.ToArray(), z = third.ToArray();
                YuvToRgb.Run(simd, in matrix, x, y, z);
                Assert.True(x.AsSpan().SequenceEqual(r) && y.AsSpan().SequenceEqual(g) && z.AsSpan().SequenceEqual(b), $"{matrix}, {simd}");
            }
        }
    }

    /// <summary>A plane, or one value in all of it.</summary>
    private readonly record struct PlaneOrValue(byte[]? Plane, byte Value)
    {
        public static implicit operator PlaneOrValue(byte[] plane) => new(plane, 0);

        public static implicit operator PlaneOrValue(byte value) => new(null, value);

        public byte[] ToArray()
        {
            if (Plane is not null) return [.. Plane];
            byte[] plane = new byte[256 * 256];
            plane.AsSpan().Fill(Value);
            return plane;
        }
    }

    private static (int Left, int Top, int Width, int Height) Part(YuvFrame frame, Random random)
    {
        int left = random.Next(frame.Width), top = random.Next(frame.Height);
        return (left, top, random.Next(1, frame.Width - left + 1), random.Next(1, frame.Height - top + 1));
    }

    private static ResizePlan Plan(int width, int height, Random random)
    {
        int inputWidth = Pick(random), inputHeight = Pick(random);
        return random.Next(7) switch
        {
            0 => ResizePlan.Letterbox(width, height, inputWidth, inputHeight, PadPosition.Center),
            1 => ResizePlan.Letterbox(width, height, inputWidth, inputHeight, PadPosition.TopLeft),
            2 => ResizePlan.CenterCrop(width, height, inputWidth, inputHeight, Math.Min(300, Math.Max(inputWidth, inputHeight))),
            3 => ResizePlan.Pad(width, height, random.Next(1, 33)),
            // A third: every sample point is a pixel.
            4 => ResizePlan.Stretch(width, height, (width + 2) / 3, (height + 2) / 3),
            5 => ResizePlan.Stretch(width, height, width, inputHeight),
            _ => ResizePlan.Stretch(width, height, inputWidth, inputHeight),
        };
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
