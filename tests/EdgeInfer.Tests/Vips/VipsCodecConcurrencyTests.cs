using EdgeInfer.Imaging;
using EdgeInfer.Vips;

namespace EdgeInfer.Tests.Vips;

public sealed class VipsCodecConcurrencyTests
{
    [Fact]
    public void One_codec_serves_many_threads_good_and_bad_pictures_mixed()
    {
        var codec = new VipsCodec();
        using var folder = new TemporaryFolder();
        using ImageBuffer picture = TestPicture.Gradient(90, 70);
        byte[] jpeg = TestPicture.Encode(picture, ".jpg");
        byte[][] encoded =
            [jpeg, TestPicture.Encode(picture, ".png"), TestPicture.Encode(picture, ".webp"), TestPicture.Encode(picture, ".tif"), PictureBytes.WithOrientation(jpeg, 8)];
        string[] files = [.. encoded.Select((bytes, i) => folder.Write($"{i}.bin", bytes))];
        byte[][] expected = [.. encoded.Select(bytes => Pixels(codec.Decode(bytes)))];
        byte[] pixels = picture.Pixels.ToArray();

        Exception?[] failures = new Exception?[8];
        Thread[] threads = [.. Enumerable.Range(0, failures.Length).Select(t => new Thread(() =>
        {
            try
            {
                for (int i = 0; i < 60; i++)
                {
                    int k = (i + t) % encoded.Length;
                    Assert.True(expected[k].AsSpan().SequenceEqual(Pixels(codec.Decode(encoded[k]))));
                    Assert.True(expected[k].AsSpan().SequenceEqual(Pixels(codec.Decode(files[k]))));
                    Assert.Throws<ImageDecodeException>(() => codec.Decode(encoded[k].AsSpan(0, encoded[k].Length / 2)));
                    if (i % 10 == 0)
                    {
                        // All threads replace one file; a reader must never see half of one.
                        string shared = folder.File("shared.png");
                        codec.Encode(new ImageView(pixels, 90, 70, PixelFormat.Rgb24), shared);
                        Assert.True(pixels.AsSpan().SequenceEqual(Pixels(codec.Decode(shared))));
                    }
                }
            }
            catch (Exception e)
            {
                failures[t] = e;
            }
        }))];

        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.All(failures, Assert.Null);
    }

    private static byte[] Pixels(ImageBuffer picture)
    {
        using (picture) return picture.Pixels.ToArray();
    }
}
