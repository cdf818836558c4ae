using System.Runtime.CompilerServices;
using EdgeInfer.Imaging;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>What a call costs in memory once everything is warm: counted, not timed.</summary>
[Collection(ProcessWideCounters.Collection)]
public sealed class SteadyStateTests
{
    private static readonly ObjectDetectorOptions Options = new()
    {
        Session = TinyDetector.OneThread,
        Manifest = TinyDetector.Manifest(DecoderFamily.Ultralytics, "left", "right"),
    };

    [Fact]
    public void A_picture_without_objects_allocates_nothing()
    {
        using ObjectDetector detector = ObjectDetector.Load(TinyDetector.SeesWhite(), "tiny", Options);
        using ImageBuffer image = SolidPicture.Black(640, 480);
        AssertAllocates(0, detector, image);
    }

    [Fact]
    public void A_picture_with_objects_allocates_the_list_of_them()
    {
        using ObjectDetector detector = ObjectDetector.Load(TinyDetector.SeesWhite(), "tiny", Options);
        using ImageBuffer image = SolidPicture.White(640, 480);
        Assert.Equal(2, detector.Detect(image, TestContext.Current.CancellationToken).Count);
        // Object header, method table, length; a Detection holds a reference, so the array's start needs no padding.
        AssertAllocates(3 * IntPtr.Size + 2 * Unsafe.SizeOf<Detection>(), detector, image);
    }

    [Theory]
    [InlineData("ultraface_rfb_320")]
    [InlineData("yunet_n_dynamic")]
    public void Real_detectors_allocate_nothing_either(string model)
    {
        using ObjectDetector detector = ObjectDetector.Load(TestData.Path($"models/{model}.onnx"), new ObjectDetectorOptions { Session = TinyDetector.OneThread });
        using ImageBuffer image = SolidPicture.Black(64, 64);
        AssertAllocates(0, detector, image, calls: 20);
    }

    [Fact]
    public void Antialiased_resizing_allocates_nothing()
    {
        ObjectDetectorOptions options = Options with
        {
            Manifest = Options.Manifest! with { Input = Options.Manifest.Input with { Interpolation = EdgeInfer.Kernels.Interpolation.AntialiasedBilinear } },
        };
        using ObjectDetector detector = ObjectDetector.Load(TinyDetector.SeesWhite(), "tiny", options);
        using ImageBuffer image = SolidPicture.Black(640, 480);
        AssertAllocates(0, detector, image);
    }

    [Fact]
    public void Ten_thousand_detections_leave_memory_where_it_was()
    {
        int images = ImageBuffer.LiveCount, buffers = NativeBuffer.LiveCount;
        using (ObjectDetector detector = ObjectDetector.Load(TinyDetector.SeesWhite(), "tiny", Options))
        using (ImageBuffer image = SolidPicture.White(64, 64))
        {
            // As many again first: compilation in tiers and the pools settle.
            Run(detector, image, 10_000);
            int warmBuffers = NativeBuffer.LiveCount;
            GC.Collect();
            long managed = GC.GetTotalMemory(forceFullCollection: true), resident = Environment.WorkingSet;

            Run(detector, image, 10_000);

            Assert.Equal(warmBuffers, NativeBuffer.LiveCount);
            long managedGrowth = GC.GetTotalMemory(forceFullCollection: true) - managed, residentGrowth = Environment.WorkingSet - resident;
            TestContext.Current.TestOutputHelper?.WriteLine($"managed {managedGrowth:+#;-#;0} B, working set {residentGrowth / 1024:+#;-#;0} KiB");
            Assert.True(managedGrowth < 100_000, $"{managedGrowth} managed bytes more after 10,000 detections.");
            // A leak of 1 KiB a call would show as 10 MiB; the rest of the process moves by less than 4.
            Assert.True(residentGrowth < 4 << 20, $"The process has grown by {residentGrowth} bytes in 10,000 detections.");
        }

        Assert.Equal(images, ImageBuffer.LiveCount);
        Assert.Equal(buffers, NativeBuffer.LiveCount);
    }

    [Fact]
    public void Failed_loads_leave_no_buffers_behind()
    {
        int buffers = NativeBuffer.LiveCount;
        for (int i = 0; i < 20; i++)
        {
            Assert.Throws<ModelMismatchException>(() => ObjectDetector.Load(
                TinyDetector.SeesWhite(), "tiny", Options with { Manifest = TinyDetector.Manifest(DecoderFamily.Ultralytics, "only one") }));
        }

        Assert.Equal(buffers, NativeBuffer.LiveCount);
    }

    private static void Run(ObjectDetector detector, ImageBuffer image, int times)
    {
        for (int i = 0; i < times; i++) Assert.Equal(2, detector.Detect(image).Count);
    }

    private static void AssertAllocates(long bytesPerCall, ObjectDetector detector, ImageBuffer image, int calls = 100)
    {
        // The first calls fill the pools.
        for (int i = 0; i < calls; i++) detector.Detect(image);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < calls; i++) detector.Detect(image);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(bytesPerCall * calls, allocated);
    }
}
