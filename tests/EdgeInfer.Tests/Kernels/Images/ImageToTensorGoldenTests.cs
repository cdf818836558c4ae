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

    private sealed record Sweep(string Library, string Interpolation, int Channels, int Pictures, string Sha256);

    private sealed record DigestDocument(DigestCase[] Cases, Sweep[] Sweeps);

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
        Assert.True(cases.Length >= 18);
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
    [InlineData("opencv", Interpolation.Area)]
    [InlineData("opencv", Interpolation.Bicubic)]
    [InlineData("pil", Interpolation.AntialiasedBicubic)]
    [InlineData("opencv", Interpolation.NearestFloor)]
    public void Resized_large_pictures_are_those_of_the_library(string library, Interpolation interpolation)
    {
        DigestCase[] cases = [.. Digests.Cases.Where(c => c.Library == library && c.Interpolation.Equals(interpolation.ToString(), StringComparison.OrdinalIgnoreCase))];
        Assert.True(cases.Length >= 8);
        foreach (DigestCase expected in cases)
        {
            byte[] pixels = Noise(expected.SourceWidth * expected.SourceHeight * 3);
            byte[] resized = new byte[expected.Width * expected.Height * 3];
            // Wider ones than the machine has run too slowly for so many pixels.
            foreach (SimdWidth simd in Enum.GetValues<SimdWidth>().Where(static w => w <= Simd.Widest))
            {
                Resize(simd, interpolation, pixels, expected.SourceWidth, expected.SourceHeight, 3, expected.Width, expected.Height, resized);
                Assert.True(
                    Convert.ToHexStringLower(SHA256.HashData(resized)) == expected.Sha256,
                    $"{library}, {expected.SourceWidth}×{expected.SourceHeight} to {expected.Width}×{expected.Height}, {simd}: other pixels.");
            }
        }
    }

    // Sizes from 1 to 43, each axis shrinking, kept or growing. The digest's sizes are made by the same formulas.
    [Theory]
    [InlineData("opencv", Interpolation.Bilinear)]
    [InlineData("pil", Interpolation.AntialiasedBilinear)]
    [InlineData("opencv", Interpolation.Area)]
    [InlineData("opencv", Interpolation.Bicubic)]
    [InlineData("pil", Interpolation.AntialiasedBicubic)]
    [InlineData("opencv", Interpolation.NearestFloor)]
    public void Resized_small_pictures_are_those_of_the_library(string library, Interpolation interpolation)
    {
        Sweep[] sweeps = [.. Digests.Sweeps.Where(c => c.Library == library && c.Interpolation.Equals(interpolation.ToString(), StringComparison.OrdinalIgnoreCase))];
        Assert.Equal([3, 1], sweeps.Select(static s => s.Channels));
        foreach (Sweep expected in sweeps)
        {
            foreach (SimdWidth simd in Enum.GetValues<SimdWidth>())
            {
                using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                for (int i = 0; i < expected.Pictures; i++)
                {
                    int sourceWidth = 1 + i * 7 % 41, sourceHeight = 1 + i * 11 % 37, width = 1 + i * 13 % 43, height = 1 + i * 5 % 39;
                    byte[] resized = new byte[width * height * expected.Channels];
                    Resize(
                        simd, interpolation, Noise(sourceWidth * sourceHeight * expected.Channels), sourceWidth, sourceHeight, expected.Channels, width, height, resized);
                    digest.AppendData(resized);
                }

                Assert.True(Convert.ToHexStringLower(digest.GetHashAndReset()) == expected.Sha256, $"{library}, {expected.Channels} channels, {simd}: other pixels.");
            }
        }
    }

    private static void Resize(
        SimdWidth simd, Interpolation interpolation, byte[] pixels, int sourceWidth, int sourceHeight, int channels, int width, int height, byte[] resized)
    {
        ResizePlan plan = ResizePlan.Stretch(sourceWidth, sourceHeight, width, height);
        ImageToTensor.Write(
            simd, new ImageView(pixels, sourceWidth, sourceHeight, channels == 1 ? PixelFormat.Gray8 : PixelFormat.Rgb24), in plan, interpolation,
            channels == 1 ? ColorOrder.Gray : ColorOrder.Rgb, TensorLayout.Nhwc, new PixelNormalization(channels, 1, [], []), [0, 0, 0], resized);
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
