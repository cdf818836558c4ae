using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Imaging;

[Collection(ProcessWideCounters.Collection)]
public sealed class ImageBufferLeakTests
{
    [Fact]
    public void Live_count_follows_creation_and_disposal()
    {
        int before = ImageBuffer.LiveCount;
        var first = new ImageBuffer(2, 2, PixelFormat.Gray8);
        var second = new ImageBuffer(2, 2, PixelFormat.Gray8);
        Assert.Equal(before + 2, ImageBuffer.LiveCount);

        first.Dispose();
        first.Dispose();
        Assert.Equal(before + 1, ImageBuffer.LiveCount);
        second.Dispose();
        Assert.Equal(before, ImageBuffer.LiveCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageBuffer(0, 2, PixelFormat.Gray8));
        Assert.Equal(before, ImageBuffer.LiveCount);
    }

    [Fact]
    public void Renting_and_returning_allocates_only_the_owner()
    {
        for (int i = 0; i < 10; i++) new ImageBuffer(64, 64, PixelFormat.Rgb24).Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) new ImageBuffer(64, 64, PixelFormat.Rgb24).Dispose();

        // The 12 KiB of pixels come from the pool every time.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000 * 128);
    }
}
