using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>One call with many pictures gives what one call a picture gives, in order, whichever way the model takes them.</summary>
public sealed class ManyPicturesTests
{
    private const int Side = TinyDetector.Side, Cells = TinyDetector.Cells, Values = 6 * Cells;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("n", 0)]
    [InlineData("n", 1)]
    [InlineData("n", 2)]
    [InlineData("n", 11)]
    [InlineData("1", 11)]
    public async Task Results_are_those_of_single_calls_in_order(string batch, int count)
    {
        using ObjectDetector detector = Load(SeesWhite(batch));
        ImageBuffer[] images = Pictures(count);
        IReadOnlyList<Detection>[] expected = [.. images.Select(image => detector.Detect(image, Cancel))];

        AssertSame(expected, detector.Detect(images, Cancel));
        AssertSame(expected, await detector.DetectAsync(images, Cancel));
        for (int i = 0; i < count; i++) Assert.Equal(expected[i], await detector.DetectAsync(images[i], Cancel));
        Dispose(images);
    }

    [Fact]
    public void Pictures_are_given_at_once_where_the_batch_is_free()
    {
        // This one can do three, and nothing else.
        using ObjectDetector detector = Load(SeesWhite("n", reshape: 3));
        ImageBuffer[] images = Pictures(3);
        IReadOnlyList<IReadOnlyList<Detection>> found = detector.Detect(images, Cancel);
        Assert.Equal([2, 0, 2], found.Select(static f => f.Count));
        Assert.Throws<InferenceException>(() => detector.Detect(images[0], Cancel));
        Dispose(images);
    }

    [Fact]
    public void A_model_that_only_claims_to_take_batches_gets_one_picture_at_a_time()
    {
        using ObjectDetector detector = Load(SeesWhite("n", reshape: 1));
        ImageBuffer[] images = Pictures(4);
        Assert.Equal([2, 0, 2, 0], detector.Detect(images, Cancel).Select(static f => f.Count));
        Assert.Equal([2, 0, 2, 0], detector.Detect(images, Cancel).Select(static f => f.Count));
        Dispose(images);
    }

    [Fact]
    public void Pictures_whose_inputs_differ_in_size_are_not_mixed()
    {
        // The input's size follows the picture's: 32 × 32 and 64 × 32.
        ModelManifest manifest = TinyDetector.Manifest(DecoderFamily.YoloEndToEnd, "a", "b");
        manifest = manifest with { Input = manifest.Input with { Resize = ResizeMode.Pad } };
        byte[] model = new TestModel()
            .Input("images", TensorElementType.Float32, "n,3,h,w")
            .Node("Shape", ["images"], ["shape"])
            .Node("Cast", ["shape"], ["sizes"], ("to", 1))
            .Constant("pick", "4,6", Pick())
            .Node("MatMul", ["sizes", "pick"], ["row"])
            .Constant("column", TensorElementType.Int64, "3", System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>([-1, 1, 6]))
            .Node("Reshape", ["row", "column"], ["output0"])
            .Output("output0", TensorElementType.Float32, "n,1,6")
            .ToArray();
        using ObjectDetector detector = Load(model, manifest);
        ImageBuffer[] images = [SolidPicture.White(32, 32), SolidPicture.White(64, 32), SolidPicture.White(40, 32), SolidPicture.White(32, 32)];

        IReadOnlyList<IReadOnlyList<Detection>> found = detector.Detect(images, Cancel);
        Assert.Equal([32, 64, 40, 32], found.Select(static f => Assert.Single(f).Box.X2));
        Dispose(images);

        // x2 = the input's width, y2 = its height, score = a tenth of its three channels.
        static float[] Pick()
        {
            float[] pick = new float[4 * 6];
            (pick[3 * 6 + 2], pick[2 * 6 + 3], pick[1 * 6 + 4]) = (1, 1, 0.1f);
            return pick;
        }
    }

    [Fact]
    public async Task Calls_can_be_cancelled_and_bad_arguments_are_named()
    {
        using ObjectDetector detector = Load(SeesWhite("1"));
        ImageBuffer[] images = Pictures(3);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        Assert.Throws<OperationCanceledException>(() => detector.Detect(images, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => detector.DetectAsync(images, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => detector.DetectAsync(images[0], cancelled.Token));
        Assert.Throws<ArgumentNullException>(() => detector.Detect((IReadOnlyList<ImageBuffer>)null!, Cancel));
        Assert.Throws<ArgumentException>(() => detector.Detect([images[0], null!], Cancel));
        images[1].Dispose();
        Assert.Throws<ObjectDisposedException>(() => detector.Detect(images, Cancel));
        // What was lent to the failed calls has come back.
        Assert.Equal(2, detector.Detect(images[0], Cancel).Count);
        Dispose(images);
    }

    private static ObjectDetector Load(byte[] model, ModelManifest? manifest = null) => ObjectDetector.Load(
        model, "tiny", new ObjectDetectorOptions { Manifest = manifest ?? TinyDetector.Manifest(DecoderFamily.Ultralytics, "left", "right"), Session = TinyDetector.OneThread });

    /// <summary>White, black, white, … of different sizes.</summary>
    private static ImageBuffer[] Pictures(int count) =>
        [.. Enumerable.Range(0, count).Select(static i => i % 2 == 0 ? SolidPicture.White(40 + i, 30) : SolidPicture.Black(20, 50 + i))];

    /// <summary>As <see cref="TinyDetector.SeesWhite"/>, each picture of a batch by itself.</summary>
    private static byte[] SeesWhite(string batch, int reshape = -1)
    {
        float[] geometry = new float[Values], scores = new float[Values], mean = new float[3 * Side * Side];
        Array.Fill(mean, 1f / mean.Length);
        ((float[])[8, 8, 8, 8]).Select(static (v, i) => (v, i)).ToList().ForEach(p => geometry[p.i * Cells] = p.v);
        ((float[])[24, 20, 16, 8]).Select(static (v, i) => (v, i)).ToList().ForEach(p => geometry[p.i * Cells + 5] = p.v);
        scores[4 * Cells] = 0.9f;
        scores[5 * Cells + 5] = 0.6f;
        return new TestModel()
            .Input("images", TensorElementType.Float32, $"{batch},3,{Side},{Side}")
            .Constant("rows", TensorElementType.Int64, "2", System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>([reshape, mean.Length]))
            .Constant("shape", TensorElementType.Int64, "3", System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>([-1, 6, Cells]))
            .Constant("mean", $"{mean.Length},1", mean)
            .Constant("geometry", $"1,{Values}", geometry)
            .Constant("scores", $"1,{Values}", scores)
            .Node("Reshape", ["images", "rows"], ["flat"])
            .Node("MatMul", ["flat", "mean"], ["brightness"])
            .Node("Mul", ["scores", "brightness"], ["lit"])
            .Node("Add", ["geometry", "lit"], ["boxes"])
            .Node("Reshape", ["boxes", "shape"], ["output0"])
            .Output("output0", TensorElementType.Float32, $"{batch},6,{Cells}")
            .ToArray();
    }

    private static void AssertSame(IReadOnlyList<Detection>[] expected, IReadOnlyList<IReadOnlyList<Detection>> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Count, actual[i].Count);
            for (int k = 0; k < expected[i].Count; k++)
            {
                Assert.Equal(expected[i][k].Box, actual[i][k].Box);
                // The matrix product of a batch may add in another order.
                Assert.Equal(expected[i][k].Score, actual[i][k].Score, 1e-5f);
            }
        }
    }

    private static void Dispose(ImageBuffer[] images)
    {
        foreach (ImageBuffer image in images) image.Dispose();
    }
}
