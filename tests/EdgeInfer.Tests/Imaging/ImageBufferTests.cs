using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Imaging;

public sealed class ImageBufferTests
{
    [Theory]
    [InlineData(PixelFormat.Rgb24)]
    [InlineData(PixelFormat.Rgba32)]
    [InlineData(PixelFormat.Gray8)]
    public void Rows_are_packed(PixelFormat format)
    {
        using var buffer = new ImageBuffer(7, 3, format);

        Assert.Equal(7 * format.BytesPerPixel(), buffer.StrideBytes);
        Assert.Equal(3 * buffer.StrideBytes, buffer.Pixels.Length);
        buffer.GetRow(1).Fill(9);
        Assert.True(buffer.Pixels.Slice(buffer.StrideBytes, buffer.StrideBytes).SequenceEqual(buffer.GetRow(1)));
    }

    [Fact]
    public void View_sees_what_is_written()
    {
        using var buffer = new ImageBuffer(2, 2, PixelFormat.Gray8);
        buffer.Pixels.Clear();
        ImageView view = buffer;
        buffer.GetRow(1)[1] = 42;

        Assert.Equal([0, 0, 0, 42], view.Pixels.ToArray());
        Assert.Equal(PixelFormat.Gray8, view.Format);
    }

    [Fact]
    public void Copy_drops_padding_and_is_independent()
    {
        byte[] pixels = [1, 2, 99, 3, 4];
        using ImageBuffer copy = ImageBuffer.CopyOf(new ImageView(pixels, 2, 2, 3, PixelFormat.Gray8));
        pixels[0] = 77;

        Assert.Equal([1, 2, 3, 4], copy.Pixels.ToArray());
    }

    [Fact]
    public void Copy_of_nothing_is_refused() =>
        Assert.Throws<ArgumentException>(() => ImageBuffer.CopyOf(default));

    [Fact]
    public void Disposed_buffer_refuses_its_pixels()
    {
        var buffer = new ImageBuffer(2, 2, PixelFormat.Gray8);
        buffer.Dispose();
        buffer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => { _ = buffer.Pixels; });
        Assert.Throws<ObjectDisposedException>(() => { _ = buffer.GetRow(0); });
        Assert.Throws<ObjectDisposedException>(() => { _ = buffer.AsView(); });
    }

    [Fact]
    public void Null_buffer_is_no_view() =>
        Assert.Throws<ArgumentNullException>(() => { ImageView view = (ImageBuffer)null!; _ = view.Width; });

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    [InlineData(int.MaxValue, 1)]
    [InlineData(50_000, 50_000)]
    [InlineData(1, int.MaxValue)]
    public void Impossible_size_is_refused_before_any_memory_is_taken(int width, int height)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageBuffer(width, height, PixelFormat.Rgb24));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Row_outside_the_picture_is_refused(int y)
    {
        using var buffer = new ImageBuffer(2, 2, PixelFormat.Gray8);
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = buffer.GetRow(y); });
    }

    [Fact]
    public void Undefined_format_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageBuffer(2, 2, (PixelFormat)(-1)));
}
