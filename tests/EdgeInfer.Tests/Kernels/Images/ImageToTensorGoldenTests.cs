using System.Security.Cryptography;
using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

/// <summary>The resize filters against the libraries that models were trained with.</summary>
/// <remarks><c>Golden/make_golden.py</c> and <c>Golden/make_digests.py</c> write what is compared with. The match is bit for bit.</remarks>
public sealed class ImageToTensorGoldenTests
{
    private sealed record Picture(int Width, int Height, byte[] Pixels);

    private sealed record Case(string Library, string Interpolation, string Source, int Width, int Height, byte[] Pixels);

    private sealed record DigestCase(string Library, string Interpolation, int SourceWidth, int SourceHeight, int Width, int Height, string Sha256);

    private sealed record DigestDocument(DigestCase[] Cases);

    private sealed record Document(string OpenCv, string Pil, Dictionary<string, Picture> Sources, Case[] Cases);

    private static readonly Document Golden = JsonSerializer.Deserialize<Document>(
        File.ReadAllBytes(Path.Combine(TestData.RepositoryRoot, "tests/EdgeInfer.Tests/Kernels/Images/Golden/resize.json")), JsonSerializerOptions.Web)!;

    private static readonly DigestDocument Digests = JsonSerializer.Deserialize<DigestDocument>(
        File.ReadAllBytes(Path.Combine(TestData.RepositoryRoot, "tests/EdgeInfer.Tests/Kernels/Images/Golden/digests.json")), JsonSerializerOptions.Web)!;

    [Theory]
    [InlineData("opencv", Interpolation.Bilinear)]
    [InlineData("pil", Interpolation.AntialiasedBilinear)]
    [InlineData("pil", Interpolation.Nearest)]
    public void Resized_pixels_are_those_of_the_library(string library, Interpolation interpolation)
    {
        Case[] cases = [.. Golden.Cases.Where(c => c.Library == library && c.Interpolation.Equals(interpolation.ToString(), StringComparison.OrdinalIgnoreCase))];
        Assert.True(cases.Length >= 20);
        foreach (Case expected in cases)
        {
            Picture source = Golden.Sources[expected.Source];
            ResizePlan plan = ResizePlan.Stretch(source.Width, source.Height, expected.Width, expected.Height);
            float[] tensor = new float[expected.Pixels.Length];
            ImageToTensor.Write(
                new ImageView(source.Pixels, source.Width, source.Height, PixelFormat.Rgb24), in plan, interpolation,
                ColorOrder.Rgb, TensorLayout.Nhwc, new PixelNormalization(3, 1, [], []), [0, 0, 0], tensor);

            for (int i = 0; i < tensor.Length; i++)
            {
                Assert.True(
                    tensor[i] == expected.Pixels[i],
                    $"{expected.Source} to {expected.Width}×{expected.Height}: value {i} is {tensor[i]}, {library} has {expected.Pixels[i]}.");
            }
        }
    }

    // The same over sizes as they come, where every vector width has a part.
    [Theory]
    [InlineData("opencv", Interpolation.Bilinear)]
    [InlineData("pil", Interpolation.AntialiasedBilinear)]
    public void Resized_large_pictures_are_those_of_the_library(string library, Interpolation interpolation)
    {
        DigestCase[] cases = [.. Digests.Cases.Where(c => c.Library == library && c.Interpolation.Equals(interpolation.ToString(), StringComparison.OrdinalIgnoreCase))];
        Assert.True(cases.Length >= 8);
        foreach (DigestCase expected in cases)
        {
            byte[] pixels = Noise(expected.SourceWidth * expected.SourceHeight * 3);
            ResizePlan plan = ResizePlan.Stretch(expected.SourceWidth, expected.SourceHeight, expected.Width, expected.Height);
            float[] tensor = new float[expected.Width * expected.Height * 3];
            foreach (SimdWidth simd in Enum.GetValues<SimdWidth>())
            {
                ImageToTensor.Write(
                    simd, new ImageView(pixels, expected.SourceWidth, expected.SourceHeight, PixelFormat.Rgb24), in plan, interpolation,
                    ColorOrder.Rgb, TensorLayout.Nhwc, new PixelNormalization(3, 1, [], []), [0, 0, 0], tensor);
                string digest = Convert.ToHexStringLower(SHA256.HashData([.. tensor.Select(static v => (byte)v)]));
                Assert.True(
                    digest == expected.Sha256,
                    $"{library}, {expected.SourceWidth}×{expected.SourceHeight} to {expected.Width}×{expected.Height}, {simd}: other pixels.");
            }
        }

        static byte[] Noise(int length)
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
}
