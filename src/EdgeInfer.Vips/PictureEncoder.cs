using EdgeInfer.Imaging;
using EdgeInfer.Vips.Interop;

namespace EdgeInfer.Vips;

/// <summary>From pixels to a file.</summary>
internal static class PictureEncoder
{
    /// <exception cref="ImageEncodeException">The pixels do not fit the file type, or the file cannot be written.</exception>
    public static void Encode(ImageView image, string path, SavedFormat format, int quality)
    {
        if (image.Format.IsYuv())
        {
            using ImageBuffer rgb = ImageBuffer.CopyOf(image);
            Save(rgb, path, format, quality);
            return;
        }

        PixelFormat stored = StoredAs(image.Format, format);
        bool packed = image.StrideBytes == image.Width * image.Format.BytesPerPixel();
        if (stored == image.Format && packed)
        {
            Save(image, path, format, quality);
            return;
        }

        using var repacked = new ImageBuffer(image.Width, image.Height, stored);
        for (int y = 0; y < image.Height; y++) PixelRow.Convert(image.GetRow(y), image.Format, repacked.GetRow(y), stored);
        Save(repacked, path, format, quality);
    }

    private static PixelFormat StoredAs(PixelFormat pixels, SavedFormat format) => pixels switch
    {
        PixelFormat.Gray8 => PixelFormat.Gray8,
        PixelFormat.Rgba32 or PixelFormat.Bgra32 when format.HasAlpha => PixelFormat.Rgba32,
        _ => PixelFormat.Rgb24,
    };

    // Takes packed rows in libvips' order of channels.
    private static unsafe void Save(ImageView image, string path, SavedFormat format, int quality)
    {
        try
        {
            fixed (byte* pixels = image.Pixels)
            {
                int bands = image.Format.BytesPerPixel();
                using ImageHandle samples = Native.ImageFromMemory(
                    pixels, (nuint)image.Pixels.Length, image.Width, image.Height, bands, BandFormat.UInt8);
                if (samples.IsInvalid) throw VipsException.Take();

                // Bare samples mean nothing yet; savers want to know whether they are grey or sRGB.
                using var interpret = new VipsOperation("copy");
                using ImageHandle picture = interpret
                    .Set("in", samples)
                    .Set("interpretation", (int)(bands == 1 ? Interpretation.Grey : Interpretation.Srgb))
                    .BuildImage();

                using VipsOperation save = format.CreateSaver(quality);
                using BlobHandle blob = save.Set("in", picture).BuildBlob();
                AtomicFile.Write(path, blob.Bytes);
            }
        }
        catch (VipsException e)
        {
            throw PictureErrors.Unencodable(
                path,
                $"a picture that can be stored as {Path.GetExtension(path)}",
                $"{image.Width}×{image.Height} {image.Format}, refused by the encoder ({e.Message})",
                e.IsMissingFeature
                    ? "Choose another file type, or use the libvips of the package EdgeInfer.Vips.Native."
                    : "Shrink it or choose another file type.",
                e);
        }
    }
}
