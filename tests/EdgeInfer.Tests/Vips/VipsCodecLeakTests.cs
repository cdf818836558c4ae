using EdgeInfer.Imaging;
using EdgeInfer.Vips;
using EdgeInfer.Vips.Interop;

namespace EdgeInfer.Tests.Vips;

[Collection(ProcessWideCounters.Collection)]
public sealed class VipsCodecLeakTests
{
    private readonly VipsCodec _codec = new();

    [Fact]
    public void Thousands_of_pictures_and_failures_leave_no_native_memory()
    {
        using ImageBuffer picture = TestPicture.Gradient(64, 48);
        using var folder = new TemporaryFolder();
        byte[] jpeg = TestPicture.Encode(picture, ".jpg");
        byte[][] good = [jpeg, TestPicture.Encode(picture, ".png"), TestPicture.Encode(picture, ".webp"), PictureBytes.WithOrientation(jpeg, 6)];
        byte[][] bad = [.. good.Select(bytes => bytes[..(bytes.Length * 2 / 3)]), .. good.Select(bytes => bytes[..20])];
        string file = folder.Write("good.jpg", jpeg);
        string brokenFile = folder.Write("bad.jpg", bad[0]);
        string target = folder.File("out.png");

        void Round(int i)
        {
            PixelFormat format = (PixelFormat)(i % 5);
            var options = new ImageDecodeOptions { Format = format };
            _codec.Decode(good[i % good.Length], options).Dispose();
            _codec.Decode(file, options).Dispose();
            Assert.Throws<ImageDecodeException>(() => _codec.Decode(bad[i % bad.Length], options));
            Assert.Throws<ImageDecodeException>(() => _codec.Decode(brokenFile, options));
            Assert.Throws<ImageDecodeException>(() => _codec.Decode(jpeg, new ImageDecodeOptions { MaxDimension = 8 }));
            if (i % 10 == 0) _codec.Encode(picture, target);
        }

        for (int i = 0; i < 50; i++) Round(i);
        Snapshot before = Settled(new Snapshot(0, 0, 0, ImageBuffer.LiveCount));
        for (int i = 0; i < 1000; i++) Round(i);

        Assert.Equal(before, Settled(before));
    }

    [Fact]
    public void Process_memory_stays_flat()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        using ImageBuffer picture = TestPicture.Gradient(256, 256);
        byte[] jpeg = TestPicture.Encode(picture, ".jpg");
        byte[] broken = jpeg[..(jpeg.Length / 2)];

        void Rounds(int count)
        {
            for (int i = 0; i < count; i++)
            {
                _codec.Decode(jpeg).Dispose();
                Assert.Throws<ImageDecodeException>(() => _codec.Decode(broken));
            }
        }

        Rounds(300);
        long before = ResidentBytes();
        Rounds(1500);

        // One leaked picture of 192 KiB a round would be 280 MiB; what the managed heap does is far below that.
        Assert.InRange(ResidentBytes() - before, long.MinValue, 32L << 20);
    }

    // libvips' worker thread, which turns and encodes, frees what it keeps for itself a moment after its work is done.
    private static Snapshot Settled(Snapshot expected)
    {
        Snapshot now = Snapshot.Take();
        for (int wait = 0; now != expected && wait < 500; wait++)
        {
            Thread.Sleep(10);
            now = Snapshot.Take();
        }

        return now;
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        string pages = File.ReadAllText("/proc/self/statm").Split(' ')[1];
        return long.Parse(pages, System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }

    private readonly record struct Snapshot(nuint Bytes, int Allocations, int Files, int Buffers)
    {
        public static Snapshot Take() =>
            new(Native.TrackedMemory(), Native.TrackedAllocations(), Native.TrackedFiles(), ImageBuffer.LiveCount);
    }
}
