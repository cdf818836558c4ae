using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

/// <summary>The resize filters against the libraries that models were trained with.</summary>
/// <remarks><c>Golden/make_golden.py</c> writes what is compared with.</remarks>
public sealed class ImageToTensorGoldenTests
{
    private sealed record Picture(int Width, int Height, byte[] Pixels);

    private sealed record Case(string Library, string Interpolation, string Source, int Width, int Height, byte[] Pixels);

    private sealed record Document(string OpenCv, string Pil, Dictionary<string, Picture> Sources, Case[] Cases);

    private static readonly Document Golden = JsonSerializer.Deserialize<Document>(
        File.ReadAllBytes(Path.Combine(TestData.RepositoryRoot, "tests/EdgeInfer.Tests/Kernels/Golden/resize.json")), JsonSerializerOptions.Web)!;

    // PIL's filters are matched bit for bit. OpenCV weighs with 11-bit numbers and cuts off between its two passes, so that
    // a value near the middle of two levels may come out as the other one; more would be another filter.
    [Theory]
    [InlineData("opencv", Interpolation.Bilinear, 1)]
    [InlineData("pil", Interpolation.AntialiasedBilinear, 0)]
    [InlineData("pil", Interpolation.Nearest, 0)]
    public void Resized_pixels_are_those_of_the_library(string library, Interpolation interpolation, int levels)
    {
        Case[] cases = [.. Golden.Cases.Where(c => c.Library == library && c.Interpolation.Equals(interpolation.ToString(), StringComparison.OrdinalIgnoreCase))];
        Assert.True(cases.Length >= 20);
        double largest = 0;
        long different = 0, compared = 0;
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
                double difference = Math.Abs(tensor[i] - expected.Pixels[i]);
                largest = Math.Max(largest, difference);
                if (difference > 0) different++;
                Assert.True(
                    difference <= levels,
                    $"{expected.Source} to {expected.Width}×{expected.Height}: value {i} is {tensor[i]}, {library} has {expected.Pixels[i]}.");
            }

            compared += tensor.Length;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{library} {interpolation}: {different} of {compared} values differ, by {largest} at most");
        Assert.True(different <= compared / 10, $"{different} of {compared} values differ by a level: that is not rounding.");
    }
}
