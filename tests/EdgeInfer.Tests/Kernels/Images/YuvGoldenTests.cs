using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

/// <summary>Camera frames against OpenCV's <c>cvtColor</c>, and <c>resize</c> after it. The match is bit for bit.</summary>
/// <remarks><c>Golden/make_yuv.py</c> writes what is compared with.</remarks>
public sealed class YuvGoldenTests
{
    private sealed record SmallCase(PixelFormat Format, int Width, int Height, int[] Rgb);

    private sealed record LargeCase(PixelFormat Format, int Width, int Height, string Sha256, int ResizedWidth, int ResizedHeight, string ResizedSha256);

    private sealed record Document(string OpenCv, SmallCase[] Small, LargeCase[] Large);

    private static readonly JsonSerializerOptions WithNames = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private static readonly Document Golden = JsonSerializer.Deserialize<Document>(
        File.ReadAllBytes(Path.Combine(TestData.RepositoryRoot, "tests/EdgeInfer.Tests/Kernels/Images/Golden/yuv.json")), WithNames)!;

    [Fact]
    public void Small_frames_are_OpenCVs()
    {
        Assert.Equal(10, Golden.Small.Length);
        foreach (SmallCase expected in Golden.Small)
        {
            byte[] frame = Noise(expected.Width * expected.Height * 2);
            using ImageBuffer rgb = ImageBuffer.CopyOf(new ImageView(frame, expected.Width, expected.Height, expected.Format));
            Assert.Equal(PixelFormat.Rgb24, rgb.Format);
            Assert.Equal(expected.Rgb, rgb.Pixels.ToArray().Select(static v => (int)v));
        }
    }

    [Fact]
    public void Large_frames_are_OpenCVs_converted_and_resized()
    {
        Assert.Equal(20, Golden.Large.Length);
        foreach (LargeCase expected in Golden.Large)
        {
            byte[] frame = Noise(expected.Width * expected.Height * 2);
            var view = new ImageView(frame, expected.Width, expected.Height, expected.Format);
            using (ImageBuffer rgb = ImageBuffer.CopyOf(view))
                Assert.Equal(expected.Sha256, Convert.ToHexStringLower(SHA256.HashData(rgb.Pixels)));

            foreach (SimdWidth simd in Enum.GetValues<SimdWidth>())
            {
                Assert.True(expected.Sha256 == Tensor(simd, view, expected.Width, expected.Height), $"{expected}, {simd}: other pixels.");
                Assert.True(
                    expected.ResizedSha256 == Tensor(simd, view, expected.ResizedWidth, expected.ResizedHeight), $"{expected}, {simd}: other resized pixels.");
            }
        }

        static string Tensor(SimdWidth simd, ImageView view, int width, int height)
        {
            ResizePlan plan = ResizePlan.Stretch(view.Width, view.Height, width, height);
            float[] tensor = new float[width * height * 3];
            ImageToTensor.Write(
                simd, view, in plan, Interpolation.Bilinear, ColorOrder.Rgb, TensorLayout.Nhwc, new PixelNormalization(3, 1, [], []), [0, 0, 0], tensor);
            return Convert.ToHexStringLower(SHA256.HashData([.. tensor.Select(static v => (byte)v)]));
        }
    }

    private static byte[] Noise(int length)
    {
        byte[] noise = new byte[length];
        for (int i = 0; i < length; i++)
        {
            uint value = (uint)i * 2654435761;
            value ^= value >> 15;
            noise[i] = (byte)(value * 2246822519 >> 24);
        }

        return noise;
    }
}
