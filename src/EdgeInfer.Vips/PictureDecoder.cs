using System.Buffers;
using EdgeInfer.Imaging;
using EdgeInfer.Vips.Interop;

namespace EdgeInfer.Vips;

/// <summary>From encoded bytes to upright 8-bit pixels.</summary>
internal static class PictureDecoder
{
    // Rows computed at a time: a few of the 8-row bands in which JPEG comes, and small enough to stay in cache.
    private const int StripRows = 32;

    // vips_access: rows are asked for once, from top to bottom.
    private const int SequentialAccess = 1;

    // VipsFailOn: truncated files and errors fail, warnings do not.
    private const int FailOnError = 2;

    public static ImageInfo Identify(EncodedPicture picture)
    {
        using ImageHandle image = OpenHeader(picture);
        (int width, int height) = UprightSize(image);
        return new ImageInfo(width, height, picture.Format.Name);
    }

    /// <exception cref="ImageDecodeException">The picture is damaged, too large, or of unknown samples.</exception>
    public static ImageBuffer Decode(EncodedPicture picture, ImageDecodeOptions options)
    {
        using ImageHandle loaded = OpenHeader(picture);
        (int width, int height) = UprightSize(loaded);
        PictureLimits.Require(picture.Path, width, height, options);
        RequireKnownSamples(picture, loaded);

        ImageBuffer? result = null;
        try
        {
            using ImageHandle eightBit = ToEightBit(loaded, picture.Format.Family);
            using ImageHandle upright = Upright(eightBit, picture.Format.Family);
            result = new ImageBuffer(width, height, options.Format);
            ReadPixels(picture, upright, result);
            return result;
        }
        catch (VipsException e)
        {
            result?.Dispose();
            throw picture.Damaged("image data", e);
        }
        catch
        {
            result?.Dispose();
            throw;
        }
    }

    private static ImageHandle OpenHeader(EncodedPicture picture)
    {
        VipsEventSource.ForgetLastMessage();
        try
        {
            using var load = new VipsOperation(picture.Format.Loader, picture.Format.Family);
            return load
                .Set("source", picture.Source)
                .Set("access", SequentialAccess)
                .Set("fail-on", FailOnError)
                .BuildImage();
        }
        catch (VipsException e)
        {
            throw picture.Damaged("a header", e);
        }
    }

    private static (int Width, int Height) UprightSize(ImageHandle image)
    {
        (int width, int height) = (Native.ImageWidth(image), Native.ImageHeight(image));

        // EXIF orientations 5 to 8 lie on their side.
        return Native.ImageOrientation(image) >= 5 ? (height, width) : (width, height);
    }

    private static void RequireKnownSamples(EncodedPicture picture, ImageHandle image)
    {
        BandFormat samples = Native.ImageFormat(image);
        Interpretation meaning = Native.ImageInterpretation(image);
        int bands = Native.ImageBands(image);

        bool sixteenBit = samples == BandFormat.UInt16
            && meaning is Interpretation.Rgb16 or Interpretation.Grey16 or Interpretation.Cmyk;
        bool lab = meaning is Interpretation.Lab or Interpretation.LabS;
        bool known = samples == BandFormat.UInt8 || sixteenBit || lab;
        int most = meaning == Interpretation.Cmyk ? 5 : 4;
        if (!known || bands > most)
        {
            throw PictureErrors.UnsupportedSamples(picture.Path, $"{bands} × {samples} ({meaning})");
        }
    }

    // Leaves 1, 3 or 4 bands of bytes: grey, RGB or RGBA.
    private static ImageHandle ToEightBit(ImageHandle image, string family)
    {
        Interpretation meaning = Native.ImageInterpretation(image);
        if (meaning is Interpretation.Cmyk or Interpretation.Lab or Interpretation.LabS) return ToSrgb(image, family);

        using ImageHandle bytes = Native.ImageFormat(image) == BandFormat.UInt16 ? DropLowByte(image, family) : Retain(image);

        // Grey with alpha becomes RGBA, so that the rest need not know it.
        return Native.ImageBands(bytes) == 2 ? ToSrgb(bytes, family) : Retain(bytes);
    }

    // libvips' own conversion of 16-bit grey goes through linear light and rounds otherwise than that of RGB.
    private static ImageHandle DropLowByte(ImageHandle image, string family)
    {
        using var cast = new VipsOperation("cast", family);
        using ImageHandle bytes = cast.Set("in", image).Set("format", (int)BandFormat.UInt8).Set("shift", 1).BuildImage();
        using var interpret = new VipsOperation("copy", family);
        Interpretation meaning = Native.ImageBands(image) <= 2 ? Interpretation.Grey : Interpretation.Srgb;
        return interpret.Set("in", bytes).Set("interpretation", (int)meaning).BuildImage();
    }

    private static ImageHandle ToSrgb(ImageHandle image, string family)
    {
        using var convert = new VipsOperation("colourspace", family);
        return convert.Set("in", image).Set("space", (int)Interpretation.Srgb).BuildImage();
    }

    private static ImageHandle Upright(ImageHandle image, string family)
    {
        if (Native.ImageOrientation(image) is 0 or 1) return Retain(image);

        // Turning takes rows in another order than the file has them.
        using ImageHandle whole = Native.ImageCopyToMemory(image);
        if (whole.IsInvalid) throw VipsException.Take(family);
        using var turn = new VipsOperation("autorot", family);
        return turn.Set("in", whole).BuildImage();
    }

    private static ImageHandle Retain(ImageHandle image) => new(Native.ObjectRef(image));

    private static void ReadPixels(EncodedPicture picture, ImageHandle image, ImageBuffer result)
    {
        PixelFormat native = Native.ImageBands(image) switch
        {
            1 => PixelFormat.Gray8,
            3 => PixelFormat.Rgb24,
            4 => PixelFormat.Rgba32,
            int bands => throw PictureErrors.UnsupportedSamples(picture.Path, $"{bands} bands"),
        };

        if (native.BytesPerPixel() == result.Format.BytesPerPixel())
        {
            ReadInPlace(picture, image, native, result);
        }
        else
        {
            ReadThroughStrip(picture, image, native, result);
        }
    }

    private static unsafe void ReadInPlace(EncodedPicture picture, ImageHandle image, PixelFormat native, ImageBuffer result)
    {
        fixed (byte* pixels = result.Pixels)
        {
            using var reader = new RegionReader(image, pixels, result.Width, result.Height, native.BytesPerPixel(), picture.Format.Family);
            for (int y = 0; y < result.Height; y += StripRows)
            {
                int rows = Math.Min(StripRows, result.Height - y);
                reader.Read(y, rows, destinationRow: y);
                if (native == result.Format) continue;

                // Red and blue change places while the rows are still in the cache.
                Span<byte> strip = result.Pixels.Slice(y * result.StrideBytes, rows * result.StrideBytes);
                PixelRow.Convert(strip, native, strip, result.Format);
            }
        }
    }

    private static unsafe void ReadThroughStrip(EncodedPicture picture, ImageHandle image, PixelFormat native, ImageBuffer result)
    {
        int rowBytes = result.Width * native.BytesPerPixel();
        int stripRows = Math.Min(StripRows, result.Height);
        byte[] strip = ArrayPool<byte>.Shared.Rent(rowBytes * stripRows);
        try
        {
            fixed (byte* pixels = strip)
            {
                using var reader = new RegionReader(image, pixels, result.Width, stripRows, native.BytesPerPixel(), picture.Format.Family);
                for (int y = 0; y < result.Height; y += stripRows)
                {
                    int rows = Math.Min(stripRows, result.Height - y);
                    reader.Read(y, rows, destinationRow: 0);
                    Span<byte> target = result.Pixels.Slice(y * result.StrideBytes, rows * result.StrideBytes);
                    PixelRow.Convert(strip.AsSpan(0, rows * rowBytes), native, target, result.Format);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(strip);
        }
    }
}
