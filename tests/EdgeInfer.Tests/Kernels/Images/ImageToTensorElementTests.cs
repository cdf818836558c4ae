using System.Runtime.Intrinsics;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

/// <summary>Tensors of every element type: each element is what its definition makes of the float tensor's.</summary>
public sealed class ImageToTensorElementTests
{
    private static readonly TensorQuantization?[] Quantizations =
        [null, new(1, 0), new(1 / 127f, 0), new(0.0187f, -9), new(0.0187f, 113), new(1e-9f, 3), new(1e9f, 5)];

    [Fact]
    public void Halves_are_the_casts()
    {
        foreach (Recipe recipe in Recipes) Compare<Half>(recipe, null, static (value, _) => (Half)value);
    }

    [Fact]
    public void Bytes_are_rounded_to_even_and_held_in_range()
    {
        foreach (TensorQuantization? quantization in Quantizations)
        {
            foreach (Recipe recipe in Recipes)
                Compare<byte>(recipe, quantization, static (value, quantization) => (byte)Math.Clamp(Quantized(value, quantization), 0, 255));
        }
    }

    [Fact]
    public void Signed_bytes_are_rounded_to_even_and_held_in_range()
    {
        foreach (TensorQuantization? quantization in Quantizations)
        {
            foreach (Recipe recipe in Recipes)
                Compare<sbyte>(recipe, quantization, static (value, quantization) => (sbyte)Math.Clamp(Quantized(value, quantization), -128, 127));
        }
    }

    // The division in float, as ONNX has it; then exact.
    private static double Quantized(float value, TensorQuantization? quantization) =>
        Math.Round((double)(value / (quantization?.Scale ?? 1)), MidpointRounding.ToEven) + (quantization?.ZeroPoint ?? 0);

    private sealed record Recipe(float Scale, float[] Mean, float[] Std)
    {
        public PixelNormalization For(ColorOrder order, TensorQuantization? quantization)
        {
            int channels = order == ColorOrder.Gray ? 1 : 3;
            return new(channels, Scale, Mean.AsSpan(0, Math.Min(Mean.Length, channels)), Std.AsSpan(0, Math.Min(Std.Length, channels)), quantization);
        }
    }

    private static readonly Recipe[] Recipes =
    [
        new(1, [], []),
        // Every second level lies between two integers.
        new(0.5f, [0.25f, 0, -100], []),
        new(1 / 255f, [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]),
        new(1, [127.5f, 0, 300], [1, -1, 1e-3f]),
        new(1e-7f, [], []),
    ];

    private static void Compare<T>(Recipe recipe, TensorQuantization? quantization, Func<float, TensorQuantization?, T> definition) where T : unmanaged
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        foreach (int width in (int[])[1, 5, 16, 33, 70, 131, 300])
        {
            byte[] pixels = new byte[width * 3 * 7];
            random.NextBytes(pixels);
            var source = new ImageView(pixels, width, 7, PixelFormat.Rgb24);
            foreach (ResizePlan plan in (ResizePlan[])[ResizePlan.Stretch(width, 7, width, 7), ResizePlan.Letterbox(width, 7, 90, 40, PadPosition.Center)])
            {
                foreach (ColorOrder order in Enum.GetValues<ColorOrder>())
                {
                    PixelNormalization plain = recipe.For(order, null), quantized = recipe.For(order, quantization);
                    foreach (TensorLayout layout in Enum.GetValues<TensorLayout>())
                    {
                        int count = quantized.Channels * plan.InputWidth * plan.InputHeight;
                        float[] floats = new float[count];
                        ImageToTensor.Write(SimdWidth.Scalar, source, in plan, Interpolation.Bilinear, order, layout, plain, [114, 3, 250], floats);
                        T[] expected = [.. floats.Select(v => definition(v, quantization))];
                        foreach (SimdWidth simd in Enum.GetValues<SimdWidth>())
                        {
                            // What lies around must not change.
                            T[] actual = new T[count + 2];
                            ImageToTensor.Write(simd, source, in plan, Interpolation.Bilinear, order, layout, quantized, [114, 3, 250], actual.AsSpan(1, count));
                            int at = expected.AsSpan().CommonPrefixLength(actual.AsSpan(1, count));
                            Assert.True(
                                at == count,
                                $"seed {seed}, {typeof(T).Name}, {width}×7, {plan}, {order}, {layout}, {simd}, {recipe}, {quantization}: element {at}.");
                            Assert.Equal(default, actual[0]);
                            Assert.Equal(default, actual[^1]);
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void Levels_that_are_elements_already_are_copied()
    {
        byte[] pixels = new byte[67 * 9 * 3];
        new Random(8).NextBytes(pixels);
        byte[] tensor = new byte[pixels.Length];
        ResizePlan plan = ResizePlan.Stretch(67, 9, 67, 9);
        ImageToTensor.Write(
            new ImageView(pixels, 67, 9, PixelFormat.Rgb24), in plan, Interpolation.Bilinear, ColorOrder.Rgb, TensorLayout.Nhwc,
            new PixelNormalization(3, 1, [], []), [0, 0, 0], tensor);
        Assert.Equal(pixels, tensor);
        Assert.True(new IntegerElement<byte>(null).Keeps(1, 0));
        Assert.False(new IntegerElement<byte>(null).Keeps(1, 0.25f));
        Assert.False(new IntegerElement<byte>(new TensorQuantization(0.5f, 0)).Keeps(1, 0));
        Assert.False(new IntegerElement<sbyte>(null).Keeps(1, 0));
    }

    // Every half, what lies in the middle of two, and one bit to each side of both.
    [Fact]
    public void Vectors_round_to_halves_as_the_cast_does()
    {
        var values = new List<float>();
        for (int bits = 0; bits < 0x10000; bits++)
        {
            float half = (float)BitConverter.UInt16BitsToHalf((ushort)bits), next = (float)BitConverter.UInt16BitsToHalf((ushort)(bits + 1));
            float middle = (half + next) / 2;
            foreach (float value in (float[])[half, middle])
            {
                uint exact = BitConverter.SingleToUInt32Bits(value);
                values.Add(value);
                values.Add(BitConverter.UInt32BitsToSingle(exact + 1));
                values.Add(BitConverter.UInt32BitsToSingle(exact - 1));
            }
        }

        values.AddRange([65519.996f, 65520, 65536, 1e30f, float.MaxValue, -65520, float.Epsilon, 2.9802322e-8f, 2.9802326e-8f, float.NaN, -float.NaN]);
        while (values.Count % 64 != 0) values.Add(1);
        float[] all = [.. values];
        Half[] expected = [.. all.Select(static v => (Half)v)], actual = new Half[all.Length];
        var element = new HalfElement();
        for (int i = 0; i < all.Length; i += 16)
        {
            element.Store(
                Vector128.Create(all, i), Vector128.Create(all, i + 4), Vector128.Create(all, i + 8), Vector128.Create(all, i + 12), ref actual[i], 0);
        }

        Check();
        for (int i = 0; i < all.Length; i += 32)
        {
            element.Store(
                Vector256.Create(all, i), Vector256.Create(all, i + 8), Vector256.Create(all, i + 16), Vector256.Create(all, i + 24), ref actual[i], 0);
        }

        Check();
        for (int i = 0; i < all.Length; i += 64)
        {
            element.Store(
                Vector512.Create(all, i), Vector512.Create(all, i + 16), Vector512.Create(all, i + 32), Vector512.Create(all, i + 48), ref actual[i], 0);
        }

        Check();

        void Check()
        {
            for (int i = 0; i < all.Length; i++)
            {
                ushort wanted = BitConverter.HalfToUInt16Bits(expected[i]), found = BitConverter.HalfToUInt16Bits(actual[i]);
                Assert.True(wanted == found, $"{all[i]:R} (0x{BitConverter.SingleToUInt32Bits(all[i]):x8}) is 0x{found:x4}, the cast gives 0x{wanted:x4}.");
            }

            actual.AsSpan().Clear();
        }
    }

    [Fact]
    public void Other_element_types_and_quantised_floats_are_refused()
    {
        ResizePlan plan = ResizePlan.Stretch(2, 2, 2, 2);
        byte[] pixels = new byte[12];
        var plain = new PixelNormalization(3, 1, [], []);
        var quantized = new PixelNormalization(3, 1, [], [], new TensorQuantization(0.5f, 0));
        Assert.Contains("not of Double", Write<double>(plain), StringComparison.Ordinal);
        Assert.Contains("of Single cannot be quantised", Write<float>(quantized), StringComparison.Ordinal);
        Assert.Contains("of Half cannot be quantised", Write<Half>(quantized), StringComparison.Ordinal);

        string Write<T>(PixelNormalization normalization) where T : unmanaged => Assert.Throws<ArgumentException>(() => ImageToTensor.Write(
            new ImageView(pixels, 2, 2, PixelFormat.Rgb24), in plan, Interpolation.Bilinear, ColorOrder.Rgb, TensorLayout.Nchw,
            normalization, [0, 0, 0], new T[12])).Message;
    }

    [Fact]
    public void Writing_allocates_nothing_once_warm()
    {
        byte[] pixels = new byte[320 * 200 * 3];
        var normalization = new PixelNormalization(3, 1 / 255f, [], []);
        var quantized = new PixelNormalization(3, 1 / 255f, [], [], new TensorQuantization(0.01f, 3));
        Half[] halves = new Half[3 * 96 * 96];
        byte[] bytes = new byte[3 * 96 * 96];
        sbyte[] signed = new sbyte[3 * 96 * 96];
        Assert.Equal(0, SteadyAllocation.Of(Run));

        void Run()
        {
            Write<Half>(normalization, halves);
            Write<byte>(quantized, bytes);
            Write<sbyte>(quantized, signed);
        }

        void Write<T>(PixelNormalization with, Span<T> tensor) where T : unmanaged
        {
            ResizePlan plan = ResizePlan.Letterbox(320, 200, 96, 96, PadPosition.Center);
            ImageToTensor.Write(
                new ImageView(pixels, 320, 200, PixelFormat.Rgb24), in plan, Interpolation.Bilinear, ColorOrder.Rgb, TensorLayout.Nhwc, with, [114, 114, 114], tensor);
        }
    }
}
