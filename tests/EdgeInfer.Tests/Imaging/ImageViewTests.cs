using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Imaging;

public sealed class ImageViewTests
{
    [Theory]
    [InlineData(PixelFormat.Rgb24, 3)]
    [InlineData(PixelFormat.Bgr24, 3)]
    [InlineData(PixelFormat.Rgba32, 4)]
    [InlineData(PixelFormat.Bgra32, 4)]
    [InlineData(PixelFormat.Gray8, 1)]
    public void Packed_view_derives_its_stride(PixelFormat format, int bytesPerPixel)
    {
        var view = new ImageView(new byte[5 * 4 * bytesPerPixel], 5, 4, format);

        Assert.Equal(5 * bytesPerPixel, view.StrideBytes);
        Assert.Equal(bytesPerPixel, format.BytesPerPixel());
        Assert.False(view.IsEmpty);
    }

    [Fact]
    public void Rows_leave_out_the_padding()
    {
        // Two rows of two grey pixels, three bytes apart; the last row needs no padding.
        byte[] pixels = [1, 2, 99, 3, 4];
        var view = new ImageView(pixels, 2, 2, 3, PixelFormat.Gray8);

        Assert.Equal([1, 2], view.GetRow(0).ToArray());
        Assert.Equal([3, 4], view.GetRow(1).ToArray());
    }

    [Fact]
    public void View_keeps_to_its_own_bytes_of_a_longer_span()
    {
        var view = new ImageView(new byte[1000], 2, 3, 10, PixelFormat.Rgb24);

        Assert.Equal(2 * 10 + 6, view.Pixels.Length);
    }

    [Fact]
    public void Crop_looks_at_the_same_memory()
    {
        byte[] pixels = [.. Enumerable.Range(0, 5 * 4 * 3).Select(i => (byte)i)];
        ImageView part = new ImageView(pixels, 5, 4, PixelFormat.Rgb24).Crop(1, 2, 3, 2);

        Assert.Equal(15, part.StrideBytes);
        Assert.Equal([33, 34, 35, 36, 37, 38, 39, 40, 41], part.GetRow(0).ToArray());
        Assert.Equal([48, 49, 50, 51, 52, 53, 54, 55, 56], part.GetRow(1).ToArray());
        pixels[33] = 200;
        Assert.Equal(200, part.GetRow(0)[0]);
    }

    [Fact]
    public void Crop_of_the_whole_picture_is_the_picture()
    {
        ImageView view = new(new byte[11], 3, 3, 4, PixelFormat.Gray8);
        ImageView whole = view.Crop(0, 0, 3, 3);

        Assert.True(whole.Pixels == view.Pixels);
    }

    [Theory]
    [InlineData(-1, 0, 1, 1)]
    [InlineData(0, -1, 1, 1)]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0, 0, 1, 0)]
    [InlineData(3, 0, 1, 1)]
    [InlineData(0, 3, 1, 1)]
    [InlineData(1, 0, 3, 1)]
    [InlineData(0, 1, 1, 3)]
    [InlineData(1, 1, int.MaxValue, int.MaxValue)]
    public void Crop_outside_the_picture_is_refused(int x, int y, int width, int height)
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new ImageView(new byte[9], 3, 3, PixelFormat.Gray8).Crop(x, y, width, height));
    }

    [Theory]
    [InlineData(0, 1, 3)]
    [InlineData(1, 0, 3)]
    [InlineData(-1, 1, 3)]
    [InlineData(1, -1, 3)]
    [InlineData(2, 1, 5)]
    [InlineData(2, 2, 0)]
    [InlineData(2, 2, -6)]
    [InlineData(int.MaxValue, 1, int.MaxValue)]
    [InlineData(1, int.MaxValue, int.MaxValue)]
    public void Impossible_geometry_is_refused(int width, int height, int stride)
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => { _ = new ImageView(new byte[64], width, height, stride, PixelFormat.Rgb24); });
    }

    [Theory]
    [InlineData(int.MaxValue, 2)]
    [InlineData(800_000_000, 2)]
    [InlineData(0, 1)]
    [InlineData(-4, 4)]
    public void Impossible_packed_geometry_is_refused(int width, int height)
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => { _ = new ImageView(new byte[64], width, height, PixelFormat.Rgb24); });
    }

    [Fact]
    public void Too_short_span_is_refused_with_both_lengths()
    {
        var error = Assert.Throws<ArgumentException>(
            () => { _ = new ImageView(new byte[35], 3, 4, PixelFormat.Rgb24); });

        Assert.Contains("36", error.Message, StringComparison.Ordinal);
        Assert.Contains("35", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(int.MinValue)]
    public void Row_outside_the_picture_is_refused(int y)
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => { _ = new ImageView(new byte[9], 3, 3, PixelFormat.Gray8).GetRow(y); });
    }

    [Fact]
    public void Undefined_format_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => { _ = new ImageView(new byte[9], 3, 3, (PixelFormat)77); });
    }

    [Fact]
    public void Default_view_is_empty()
    {
        ImageView view = default;

        Assert.True(view.IsEmpty);
        Assert.True(view.Pixels.IsEmpty);
    }
}
