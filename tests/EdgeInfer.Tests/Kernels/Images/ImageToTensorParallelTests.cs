using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

/// <summary>Rows shared among threads give the bits that one thread gives.</summary>
public sealed class ImageToTensorParallelTests
{
    [Fact]
    public void Bands_of_rows_join_without_a_seam()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        foreach (PixelFormat format in (ReadOnlySpan<PixelFormat>)[PixelFormat.Rgb24, PixelFormat.Bgra32, PixelFormat.Gray8, PixelFormat.Nv12, PixelFormat.Yuy2])
        {
            int width = random.Next(1200, 1921), height = random.Next(900, 1081), input = random.Next(400, 700);
            byte[] pixels = new byte[width * height * 4];
            random.NextBytes(pixels);
            foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
            {
                foreach (ResizePlan plan in (ReadOnlySpan<ResizePlan>)[
                    ResizePlan.Letterbox(width, height, input, input, PadPosition.Center),
                    ResizePlan.CenterCrop(width, height, input, input, input + 57),
                    ResizePlan.Stretch(width, height, 2 * width / 3 * 2, 801),
                    ResizePlan.Pad(width, height, 32)])
                {
                    var image = new ImageView(pixels, width, height, format);
                    float[] alone = Write(image, in plan, interpolation, KernelParallelism.SingleThreaded);
                    float[] shared = Write(image, in plan, interpolation, KernelParallelism.AllProcessors);
                    int at = alone.AsSpan().CommonPrefixLength(shared);
                    Assert.True(at == alone.Length, $"seed {seed}, {format} {width}×{height}, {plan}, {interpolation}: element {at} differs.");
                }
            }
        }
    }

    [Fact]
    public async Task Many_callers_share_the_processors_and_all_are_right()
    {
        const int width = 1917, height = 1075;
        byte[] pixels = new byte[width * height * 3];
        new Random(4).NextBytes(pixels);
        float[] expected = Run(KernelParallelism.SingleThreaded);
        Task<float[]>[] callers = [.. Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => Task.Run(() => Run(KernelParallelism.AllProcessors)))];
        foreach (float[] actual in await Task.WhenAll(callers)) Assert.True(expected.AsSpan().SequenceEqual(actual));

        float[] Run(KernelParallelism parallelism) => Write(
            new ImageView(pixels, width, height, PixelFormat.Bgr24), ResizePlan.Letterbox(width, height, 640, 640, PadPosition.Center),
            Interpolation.AntialiasedBilinear, parallelism);
    }

    private static float[] Write(ImageView image, in ResizePlan plan, Interpolation interpolation, KernelParallelism parallelism)
    {
        float[] tensor = new float[3 * plan.InputWidth * plan.InputHeight];
        ImageToTensor.Write(
            image, in plan, interpolation, ColorOrder.Rgb, TensorLayout.Nchw, new PixelNormalization(3, 1 / 255f, [], []), [114, 114, 114], tensor, parallelism);
        return tensor;
    }
}
