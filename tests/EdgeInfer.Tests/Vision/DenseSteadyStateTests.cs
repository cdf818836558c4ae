using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>What calls that give maps, masks, joints and pictures leave behind: counted, not timed.</summary>
[Collection(ProcessWideCounters.Collection)]
public sealed class DenseSteadyStateTests
{
    [Fact]
    public void A_disposed_map_costs_its_objects_and_not_its_pixels()
    {
        using SemanticSegmenter segmenter = TinySegmenter.Load(TinySegmenter.Planar());
        using ImageBuffer image = SolidPicture.White(640, 480);
        // Two objects, counts of 256 classes, and no 300 KB of pixels.
        Assert.InRange(Least(() => segmenter.Segment(image).Dispose()), 0, 2_000);
    }

    [Fact]
    public void Masks_and_joints_cost_what_is_returned()
    {
        using InstanceSegmenter instances = TinyInstances.Load(TinyInstances.Ultralytics().ToArray(), TinyInstances.Manifest(DecoderFamily.Ultralytics));
        using PoseEstimator poses = PoseEstimator.Load(
            TinyPose.FindsPeople(3).ToArray(), "tiny", new PoseEstimatorOptions { Session = TinyDetector.OneThread, Manifest = TinyPose.Manifest(DecoderFamily.Ultralytics) });
        using ImageBuffer image = SolidPicture.White(64, 64);
        int masks = 64 * 64 + 32 * 32;
        Assert.InRange(Least(() => instances.Segment(image)), masks, masks + 500);
        Assert.InRange(Least(() => poses.Estimate(image)), 1, 300);
    }

    [Fact]
    public void Thousands_of_calls_leave_memory_where_it_was()
    {
        int images = ImageBuffer.LiveCount, buffers = NativeBuffer.LiveCount;
        using (SemanticSegmenter segmenter = TinySegmenter.Load(TinySegmenter.Planar()))
        using (InstanceSegmenter instances = TinyInstances.Load(TinyInstances.Ultralytics().ToArray(), TinyInstances.Manifest(DecoderFamily.Ultralytics)))
        using (PoseEstimator poses = PoseEstimator.Load(
            TinyPose.SeesBrightness(DecoderFamily.SimCc), "tiny", new PoseEstimatorOptions { Session = TinyDetector.OneThread, Manifest = TinyPose.Manifest(DecoderFamily.SimCc) }))
        using (ImageUpscaler upscaler = ImageUpscalerTests.Load(ImageUpscalerTests.Repeats("16,16"), ImageUpscalerTests.Manifest(ResizeMode.Stretch)))
        using (ImageBuffer image = SolidPicture.White(40, 30))
        {
            Run(1500);
            int warm = NativeBuffer.LiveCount;
            long managed = GC.GetTotalMemory(forceFullCollection: true);
            Run(1500);
            Assert.Equal(warm, NativeBuffer.LiveCount);
            long growth = GC.GetTotalMemory(forceFullCollection: true) - managed;
            Assert.True(growth < 200_000, $"{growth} managed bytes more after 1500 rounds.");

            void Run(int rounds)
            {
                for (int i = 0; i < rounds; i++)
                {
                    segmenter.Segment(image).Dispose();
                    instances.Segment(image);
                    poses.Estimate(image);
                    upscaler.Upscale(image).Dispose();
                }
            }
        }

        Assert.Equal(images, ImageBuffer.LiveCount);
        Assert.Equal(buffers, NativeBuffer.LiveCount);
    }

    [Fact]
    public void Failed_and_cancelled_calls_give_everything_back()
    {
        int images = ImageBuffer.LiveCount;
        using SemanticSegmenter segmenter = TinySegmenter.Load(TinySegmenter.Planar());
        using ImageUpscaler upscaler = ImageUpscalerTests.Load(ImageUpscalerTests.Repeats("16,16"), ImageUpscalerTests.Manifest(ResizeMode.Stretch));
        using (ImageBuffer image = SolidPicture.White(40, 30))
        {
            var cancelled = new CancellationToken(canceled: true);
            for (int i = 0; i < 20; i++)
            {
                Assert.Throws<OperationCanceledException>(() => segmenter.Segment(image, cancelled));
                Assert.Throws<OperationCanceledException>(() => upscaler.Upscale(image, cancelled));
                Assert.Throws<OperationCanceledException>(() => upscaler.Upscale([image, image], cancelled));
            }
        }

        Assert.Equal(images, ImageBuffer.LiveCount);
    }

    /// <summary>Bytes of a call once warm; the least of several, as other tests share the pools.</summary>
    private static long Least(Action call)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 20; round++)
        {
            call();
            long before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
