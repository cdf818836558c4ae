using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

public sealed class ImagePreprocessorTests
{
    [Theory]
    [InlineData(TensorLayout.Nchw, "batch,3,5,7")]
    [InlineData(TensorLayout.Nhwc, "batch,5,7,3")]
    public void Each_slot_of_a_batch_is_what_its_picture_gives_alone(TensorLayout layout, string shape)
    {
        using ModelSession session = ModelSession.Load(TestModel.Identity(TensorElementType.Float16, shape), "batch", TinyDetector.OneThread);
        var manifest = new ResolvedManifest(
            new ModelManifest { Task = ModelTask.Classify, Input = new ImageInputSpec { Layout = layout, Resize = ResizeMode.Letterbox } }, "given by the test");
        var preprocessor = new ImagePreprocessor(session, manifest, KernelParallelism.AllProcessors);
        using IoBinding io = session.Rent();
        var random = new Random(21);
        Half[][] alone = new Half[3][];
        byte[][] pictures = new byte[3][];
        for (int slot = 0; slot < 3; slot++)
        {
            pictures[slot] = new byte[9 * (4 + slot) * 3];
            random.NextBytes(pictures[slot]);
            preprocessor.Write(Picture(slot), io);
            alone[slot] = io.Input(0).AsSpan<Half>().ToArray();
            Assert.Equal(3 * 5 * 7, alone[slot].Length);
        }

        for (int slot = 0; slot < 3; slot++) preprocessor.Write(Picture(slot), io, slot, 3);
        Assert.Equal(3, io.Input(0).Shape[0]);
        Assert.Equal(alone.SelectMany(static t => t), io.Input(0).AsSpan<Half>().ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => preprocessor.Write(Picture(0), io, 3, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => preprocessor.Write(Picture(0), io, -1, 3));

        ImageView Picture(int slot) => new(pictures[slot], 9, 4 + slot, PixelFormat.Rgb24);
    }

    [Fact]
    public void A_picture_of_another_input_size_does_not_fit_the_batch()
    {
        using ModelSession session = ModelSession.Load(TestModel.Identity(TensorElementType.Float32, "batch,3,h,w"), "batch", TinyDetector.OneThread);
        var manifest = new ResolvedManifest(
            new ModelManifest { Task = ModelTask.Classify, Input = new ImageInputSpec { Resize = ResizeMode.Pad, MultipleOf = 4 } }, "given by the test");
        var preprocessor = new ImagePreprocessor(session, manifest, KernelParallelism.AllProcessors);
        using IoBinding io = session.Rent();
        byte[] pixels = new byte[8 * 8 * 3];
        preprocessor.Write(new ImageView(pixels, 3, 4, PixelFormat.Rgb24), io, 0, 2);
        preprocessor.Write(new ImageView(pixels, 4, 3, PixelFormat.Rgb24), io, 1, 2);
        var error = Assert.Throws<ArgumentException>(() => preprocessor.Write(new ImageView(pixels, 8, 2, PixelFormat.Rgb24), io, 1, 2));
        Assert.Contains("wants the input to be [2,3,4,8], the first made it [2,3,4,4]", error.Message, StringComparison.Ordinal);
    }
}
