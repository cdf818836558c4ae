using System.Runtime.InteropServices;
using EdgeInfer.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Advanced;
using SixLabors.ImageSharp.PixelFormats;

namespace EdgeInfer.ImageSharp;

/// <summary>Takes pictures from ImageSharp to EdgeInfer and back.</summary>
/// <remarks>
/// <see cref="Rgb24"/>, <see cref="Bgr24"/>, <see cref="Rgba32"/>, <see cref="Bgra32"/> and <see cref="L8"/> lie in memory
/// exactly as EdgeInfer's formats of the same meaning do. Others are converted by ImageSharp: to <see cref="Rgba32"/>
/// where they have alpha, to <see cref="Rgb24"/> where not. The EXIF orientation of a picture is not applied here; call
/// ImageSharp's <c>AutoOrient</c> first, or read the file with <see cref="ImageSharpCodec"/>.
/// </remarks>
public static class ImageSharpExtensions
{
    /// <summary>Lends the picture's pixels to EdgeInfer, without a copy where that is possible.</summary>
    /// <param name="image">Any picture; of an animation, the first frame.</param>
    /// <returns>The pixels; dispose them before the picture.</returns>
    /// <remarks>
    /// ImageSharp keeps large pictures in several pieces of memory, which costs a copy here, unless its
    /// <c>Configuration.PreferContiguousImageBuffers</c> is set before the picture is made.
    /// </remarks>
    public static LentPixels LendPixels<TPixel>(this Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ArgumentNullException.ThrowIfNull(image);
        if (FormatOf<TPixel>() is { } format && image.DangerousTryGetSinglePixelMemory(out Memory<TPixel> memory))
        {
            return new LentPixels(image, new ImageView(MemoryMarshal.AsBytes(memory.Span), image.Width, image.Height, format));
        }

        return new LentPixels(image, image.ToImageBuffer());
    }

    /// <summary>Copies the picture into a buffer of its own format, or of the nearest that EdgeInfer knows.</summary>
    /// <param name="image">Any picture; of an animation, the first frame.</param>
    /// <returns>The copy; the caller disposes it.</returns>
    public static ImageBuffer ToImageBuffer<TPixel>(this Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ArgumentNullException.ThrowIfNull(image);
        if (FormatOf<TPixel>() is not { } format)
        {
            // What the picture says of itself describes the file it came from, not its pixels in memory.
            bool opaque = PixelOperations<TPixel>.Instance.GetPixelTypeInfo().AlphaRepresentation == PixelAlphaRepresentation.None;
            return opaque ? Converted<TPixel, Rgb24>(image) : Converted<TPixel, Rgba32>(image);
        }

        var buffer = new ImageBuffer(image.Width, image.Height, format);
        image.CopyPixelDataTo(buffer.Pixels);
        return buffer;
    }

    /// <summary>Copies the picture into a buffer of a chosen format.</summary>
    /// <param name="image">Any picture; of an animation, the first frame.</param>
    /// <param name="format">
    /// Target format. Without alpha, the picture is laid over white; <see cref="PixelFormat.Gray8"/> is Rec. 601 luma,
    /// 0.299 R + 0.587 G + 0.114 B, rounded to nearest (ImageSharp's own grey is Rec. 709).
    /// </param>
    /// <returns>The copy; the caller disposes it.</returns>
    public static ImageBuffer ToImageBuffer<TPixel>(this Image<TPixel> image, PixelFormat format)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using LentPixels pixels = image.LendPixels();
        ImageView source = pixels.View;
        var buffer = new ImageBuffer(source.Width, source.Height, format);
        for (int y = 0; y < source.Height; y++) PixelRow.Convert(source.GetRow(y), source.Format, buffer.GetRow(y), format);
        return buffer;
    }

    /// <summary>Copies pixels into a new ImageSharp picture: of the same format, or converted by ImageSharp.</summary>
    /// <param name="view">The pixels; rows may lie apart.</param>
    /// <returns>The picture; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="view"/> is empty.</exception>
    public static Image<TPixel> ToImage<TPixel>(this ImageView view)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        if (view.IsEmpty) throw new ArgumentException("The view looks at nothing.", nameof(view));
        if (view.Format == FormatOf<TPixel>()) return Load<TPixel>(view);

        using Image same = view.ToImage();
        return same.CloneAs<TPixel>();
    }

    /// <summary>Copies pixels into a new ImageSharp picture of the same format; YUV pixels into one of <see cref="Rgb24"/>.</summary>
    /// <inheritdoc cref="ToImage{TPixel}(ImageView)"/>
    public static Image ToImage(this ImageView view)
    {
        if (view.IsEmpty) throw new ArgumentException("The view looks at nothing.", nameof(view));
        if (view.Format.IsYuv())
        {
            using ImageBuffer rgb = ImageBuffer.CopyOf(view);
            return Load<Rgb24>(rgb);
        }

        return view.Format switch
        {
            PixelFormat.Rgb24 => Load<Rgb24>(view),
            PixelFormat.Bgr24 => Load<Bgr24>(view),
            PixelFormat.Rgba32 => Load<Rgba32>(view),
            PixelFormat.Bgra32 => Load<Bgra32>(view),
            PixelFormat.Gray8 => Load<L8>(view),
            PixelFormat other => throw new ArgumentException($"ImageSharp pictures cannot be made of {other} pixels.", nameof(view)),
        };
    }

    private static Image<TPixel> Load<TPixel>(ImageView view)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var image = new Image<TPixel>(view.Width, view.Height);
        for (int y = 0; y < view.Height; y++)
        {
            MemoryMarshal.Cast<byte, TPixel>(view.GetRow(y)).CopyTo(image.DangerousGetPixelRowMemory(y).Span);
        }

        return image;
    }

    private static ImageBuffer Converted<TPixel, TKnown>(Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
        where TKnown : unmanaged, IPixel<TKnown>
    {
        using Image<TKnown> known = image.CloneAs<TKnown>();
        return known.ToImageBuffer();
    }

    private static PixelFormat? FormatOf<TPixel>()
    {
        if (typeof(TPixel) == typeof(Rgb24)) return PixelFormat.Rgb24;
        if (typeof(TPixel) == typeof(Bgr24)) return PixelFormat.Bgr24;
        if (typeof(TPixel) == typeof(Rgba32)) return PixelFormat.Rgba32;
        if (typeof(TPixel) == typeof(Bgra32)) return PixelFormat.Bgra32;
        if (typeof(TPixel) == typeof(L8)) return PixelFormat.Gray8;
        return null;
    }
}
