using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Faces;

/// <summary>What a call costs in memory once everything is warm: counted, not timed.</summary>
[Collection(ProcessWideCounters.Collection)]
public sealed class FaceAllocationTests
{
    private const int Calls = 50;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("yunet_n_dynamic")]
    [InlineData("ultraface_rfb_320")]
    public void A_picture_without_faces_allocates_nothing(string model)
    {
        using FaceDetector detector = FaceDetector.Load(TestData.Path($"models/{model}.onnx"), TinyFaces.Options);
        using ImageBuffer image = SolidPicture.Black(64, 64);
        Assert.Equal(0, PerCall(() => detector.Detect(image, Cancel)));
    }

    [Fact]
    public void Faces_allocate_their_lists_only()
    {
        using FaceDetector detector = FaceDetector.Load(TinyFaces.Scrfd().ToArray(), "scrfd", TinyFaces.Options);
        using ImageBuffer image = SolidPicture.Black(64, 64);
        long list = PerCall(static () => GC.KeepAlive(new Face[2])), points = PerCall(static () => GC.KeepAlive(new Keypoint[5]));
        Assert.Equal(list + 2 * points, PerCall(() => detector.Detect(image, Cancel)));
    }

    [Fact]
    public void A_search_allocates_its_result_whatever_the_gallery()
    {
        var gallery = new FaceGallery(new string('a', 64), 64);
        var random = new Random(1);
        float[] vector = new float[64];
        Embedding query = Next();
        for (int i = 0; i < 100; i++) gallery.Enrol($"{i}", Next());
        long small = PerCall(() => gallery.Identify(query, -1, top: 3));
        for (int i = 100; i < 3000; i++) gallery.Enrol($"{i}", Next());
        Assert.Equal(small, PerCall(() => gallery.Identify(query, -1, top: 3)));
        Assert.InRange(small, 1, 500);

        Embedding Next()
        {
            foreach (ref float value in vector.AsSpan()) value = random.NextSingle() - 0.5f;
            return new Embedding(vector);
        }
    }

    private static long PerCall(Action call)
    {
        for (int i = 0; i < Calls; i++) call();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++) call();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }
}
