using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Imaging;

public sealed class YuvViewTests
{
    public static TheoryData<PixelFormat> Formats => [.. PixelFormats.Yuv];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Frames_of_every_size_and_stride_convert_by_definition(PixelFormat format)
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            var frame = new YuvFrame(format, random.Next(1, 20), random.Next(1, 20), random, padding: random.Next(0, 6), lead: random.Next(0, 3));
            var color = (YuvColor)random.Next(4);
            ImageView view = frame.View(color);
            Assert.Equal((frame.Width, frame.Height, frame.StrideBytes, format, color), (view.Width, view.Height, view.StrideBytes, view.Format, view.Color));
            Assert.True(Rgb(view).AsSpan().SequenceEqual(frame.ToRgb(color)), $"seed {seed}: {format} {frame.Width}×{frame.Height}");

            // A part of a part begins where both offsets lead.
            int x = random.Next(frame.Width), y = random.Next(frame.Height), width = random.Next(1, frame.Width - x + 1), height = random.Next(1, frame.Height - y + 1);
            int x2 = random.Next(width), y2 = random.Next(height);
            ImageView part = view.Crop(x, y, width, height);
            Assert.True(Rgb(part).AsSpan().SequenceEqual(frame.ToRgb(color, x, y, width, height)), $"seed {seed}: {format} ({x}, {y}) {width}×{height}");
            Assert.True(
                Rgb(part.Crop(x2, y2, width - x2, height - y2)).AsSpan().SequenceEqual(frame.ToRgb(color, x + x2, y + y2, width - x2, height - y2)),
                $"seed {seed}: {format} ({x} + {x2}, {y} + {y2})");
        }
    }

    // Android hands out three buffers, with strides of its own.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Planes_may_lie_anywhere(int pixelStride)
    {
        var random = new Random(pixelStride);
        foreach ((int width, int height) in new[] { (1, 1), (2, 2), (5, 3), (6, 7), (33, 18) })
        {
            var frame = new YuvFrame(PixelFormat.I420, width, height, random);
            int chromaWidth = (width + 1) / 2, chromaHeight = (height + 1) / 2, lumaStride = width + 5, chromaStride = (chromaWidth - 1) * pixelStride + 1 + 3;
            byte[] luma = new byte[(height - 1) * lumaStride + width];
            byte[] u = new byte[(chromaHeight - 1) * chromaStride + (chromaWidth - 1) * pixelStride + 1], v = new byte[u.Length];
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int chroma = y / 2 * chromaStride + x / 2 * pixelStride;
                    (luma[y * lumaStride + x], u[chroma], v[chroma]) = frame[x, y];
                }
            }

            ImageView view = ImageView.FromYuvPlanes(luma, lumaStride, u, v, chromaStride, pixelStride, width, height, YuvColor.Bt709);
            Assert.Equal(PixelFormat.I420, view.Format);
            Assert.Equal(frame.ToRgb(YuvColor.Bt709), Rgb(view));
        }
    }

    [Fact]
    public void Chroma_planes_may_share_memory()
    {
        var frame = new YuvFrame(PixelFormat.Nv12, 6, 4, new Random(1));
        ReadOnlySpan<byte> chroma = frame.Bytes[24..];
        Assert.Equal(frame.ToRgb(), Rgb(ImageView.FromYuvPlanes(frame.Bytes, 6, chroma, chroma[1..], 6, 2, 6, 4)));
    }

    [Theory]
    [InlineData(PixelFormat.Nv12, 5, 3, 6, 30)]
    [InlineData(PixelFormat.Nv21, 4, 4, 8, 44)]
    [InlineData(PixelFormat.I420, 5, 3, 7, 36)]
    [InlineData(PixelFormat.Yv12, 4, 4, 4, 24)]
    [InlineData(PixelFormat.Yuy2, 3, 2, 9, 17)]
    public void Too_few_bytes_are_refused_with_both_lengths(PixelFormat format, int width, int height, int stride, int needed)
    {
        _ = new ImageView(new byte[needed], width, height, stride, format);
        var error = Assert.Throws<ArgumentException>(() => { _ = new ImageView(new byte[needed - 1], width, height, stride, format); });
        Assert.Contains($"need {needed} bytes; the span has {needed - 1}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PixelFormat.Nv12, 5, 5)]
    [InlineData(PixelFormat.I420, 5, 4)]
    [InlineData(PixelFormat.Yuy2, 3, 7)]
    public void Strides_shorter_than_a_row_are_refused(PixelFormat format, int width, int stride)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new ImageView(new byte[999], width, 2, stride, format); });
        Assert.Contains($"A row of {width} {format} pixels takes {stride + 1} bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Planes_that_do_not_fit_are_refused()
    {
        byte[] luma = new byte[30], chroma = new byte[9];
        _ = ImageView.FromYuvPlanes(luma, 6, chroma, chroma, 3, 1, 6, 5);
        Assert.Contains("luma plane, 6×5 samples with a stride of 6 bytes, needs 30 bytes; the span has 29", Refused(luma.AsMemory(0, 29), chroma, chroma), StringComparison.Ordinal);
        Assert.Contains("u plane, 3×3 samples with a stride of 3 bytes, needs 9 bytes; the span has 8", Refused(luma, chroma.AsMemory(1), chroma), StringComparison.Ordinal);
        Assert.Contains("v plane, 3×3 samples with a stride of 3 bytes, needs 9 bytes; the span has 8", Refused(luma, chroma, chroma.AsMemory(1)), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = ImageView.FromYuvPlanes(luma, 5, chroma, chroma, 3, 1, 6, 5); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = ImageView.FromYuvPlanes(luma, 6, chroma, chroma, 2, 1, 6, 5); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = ImageView.FromYuvPlanes(luma, 6, chroma, chroma, 3, 2, 6, 5); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = ImageView.FromYuvPlanes(luma, 6, chroma, chroma, 3, 0, 6, 5); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = ImageView.FromYuvPlanes(luma, 6, chroma, chroma, 3, 1, 0, 5); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = ImageView.FromYuvPlanes(luma, 6, chroma, chroma, 3, 1, 6, 5, (YuvColor)4); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new ImageView(luma, 2, 2, 2, PixelFormat.Nv12, (YuvColor)(-1)); });

        static string Refused(Memory<byte> luma, Memory<byte> u, Memory<byte> v) => Assert.ThrowsAny<ArgumentException>(
            () => { _ = ImageView.FromYuvPlanes(luma.Span, 6, u.Span, v.Span, 3, 1, 6, 5); }).Message;
    }

    [Theory]
    [InlineData(PixelFormat.Nv12)]
    [InlineData(PixelFormat.I420)]
    [InlineData(PixelFormat.Yuy2)]
    public void Impossible_sizes_are_refused(PixelFormat format)
    {
        foreach ((int width, int height, int stride) in new[] { (int.MaxValue, 2, int.MaxValue), (1_000_000, int.MaxValue, int.MaxValue), (0, 1, 4), (1, -1, 4) })
            Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new ImageView(new byte[64], width, height, stride, format); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new ImageView(new byte[64], int.MaxValue, 2, format); });
    }

    // What cannot be done with shared bytes is refused, naming the format and the way out.
    [Theory]
    [MemberData(nameof(Formats))]
    public void What_needs_whole_pixels_is_refused(PixelFormat format)
    {
        byte[] frame = new byte[64];
        Refused<NotSupportedException>(() => new ImageView(frame, 4, 4, format).GetRow(0));
        Refused<ArgumentException>(() => format.BytesPerPixel());
        Refused<ArgumentException>(() => { _ = new ImageBuffer(4, 4, format); });
        Refused<ArgumentException>(() => { _ = new ImageCanvas(frame, 4, 4, 8, format); });
        Refused<ArgumentException>(() => { _ = new ImageDecodeOptions { Format = format }; });
        Refused<ArgumentException>(() => { _ = new PixelTarget(frame, 4, 4, 8, format); });
        Refused<ArgumentException>(() => Reorient.Apply(new ImageView(frame, 4, 4, format), ImageOrientation.Rotate90, new PixelTarget(new byte[48], 4, 4, 12, PixelFormat.Rgb24)));
        Refused<ArgumentException>(() => Reorient.Crop(new ImageView(frame, 4, 4, format), 0, 0, new PixelTarget(new byte[48], 4, 4, 12, PixelFormat.Rgb24)));
        Refused<ArgumentException>(() => Warp.Affine(
            new ImageView(frame, 4, 4, format), AffineTransform.Identity, WarpSampling.Bilinear, WarpBorder.Replicate, [], new PixelTarget(new byte[48], 4, 4, 12, PixelFormat.Rgb24)));

        void Refused<TException>(Action action)
            where TException : Exception
        {
            string message = Assert.ThrowsAny<TException>(action).Message;
            Assert.Contains(format.ToString(), message, StringComparison.Ordinal);
            Assert.Contains("ImageBuffer.CopyOf", message, StringComparison.Ordinal);
        }
    }

    private static byte[] Rgb(ImageView view)
    {
        using ImageBuffer rgb = ImageBuffer.CopyOf(view);
        return rgb.Pixels.ToArray();
    }
}
