using System.Globalization;
using EdgeInfer.Imaging;

namespace EdgeInfer.Vision;

/// <summary>How much of each pixel of a picture belongs to the foreground: hair and edges in part.</summary>
/// <remarks>
/// One byte a pixel of the original picture, in pooled memory: dispose it. One that is forgotten is left to the garbage collector,
/// which costs speed, not memory. Reading from several threads is safe.
/// </remarks>
public sealed class AlphaMatte : IDisposable
{
    private readonly ImageBuffer _alpha;

    /// <param name="alpha">One byte a pixel; owned by the matte from here on.</param>
    internal AlphaMatte(ImageBuffer alpha)
    {
        _alpha = alpha;
        long sum = 0;
        foreach (byte value in alpha.Pixels) sum += value;
        Coverage = (float)(sum / (255.0 * alpha.Width * alpha.Height));
    }

    /// <summary>The picture's width in pixels.</summary>
    public int Width => _alpha.Width;

    /// <summary>The picture's height in pixels.</summary>
    public int Height => _alpha.Height;

    /// <summary>The foreground's share of the picture, 0 … 1.</summary>
    public float Coverage { get; }

    /// <summary>The opacity of every pixel, row by row: 0 is background, 255 foreground.</summary>
    /// <exception cref="ObjectDisposedException">The matte has been disposed.</exception>
    public ReadOnlySpan<byte> Alpha => _alpha.Pixels;

    /// <summary>The opacity as a grey picture.</summary>
    /// <exception cref="ObjectDisposedException">The matte has been disposed.</exception>
    public ImageView AsView() => _alpha.AsView();

    /// <summary>The foreground alone, on nothing.</summary>
    /// <param name="image">The picture the matte belongs to, of any format; its own alpha, if any, is replaced.</param>
    /// <returns><see cref="PixelFormat.Rgba32"/>, not premultiplied; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The picture is empty or of another size.</exception>
    /// <exception cref="ObjectDisposedException">The matte has been disposed.</exception>
    public ImageBuffer CutOut(ImageView image)
    {
        RequireSize(image);
        using ImageBuffer? converted = image.Format.IsYuv() ? ImageBuffer.CopyOf(image) : null;
        return AlphaChannel.Combine(converted is null ? image : converted.AsView(), AsView());
    }

    /// <summary>The foreground on one colour.</summary>
    /// <param name="image">The picture the matte belongs to, of any format.</param>
    /// <param name="background">What is seen where the foreground is not.</param>
    /// <returns><see cref="PixelFormat.Rgb24"/>; the caller disposes it.</returns>
    /// <inheritdoc cref="CutOut" path="/exception"/>
    public ImageBuffer Compose(ImageView image, Rgb background)
    {
        using ImageBuffer cut = CutOut(image);
        var composed = new ImageBuffer(Width, Height, PixelFormat.Rgb24);
        ReadOnlySpan<byte> from = cut.Pixels;
        Span<byte> to = composed.Pixels;
        for (int i = 0, at = 0; i < from.Length; i += 4, at += 3)
        {
            int alpha = from[i + 3];
            to[at] = Mix(from[i], background.R, alpha);
            to[at + 1] = Mix(from[i + 1], background.G, alpha);
            to[at + 2] = Mix(from[i + 2], background.B, alpha);
        }

        return composed;

        static byte Mix(byte above, byte below, int alpha) => (byte)((above * alpha + below * (255 - alpha) + 127) / 255);
    }

    /// <summary><c>640×480, 34.5% foreground</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}×{Height}, {Coverage * 100:0.0}% foreground");

    /// <summary>Returns the memory to the pool. A second call does nothing.</summary>
    public void Dispose() => _alpha.Dispose();

    private void RequireSize(ImageView image)
    {
        if (image.IsEmpty) throw new ArgumentException("The picture is empty.", nameof(image));
        if (image.Width != Width || image.Height != Height)
            throw new ArgumentException($"The matte is of a {Width}×{Height} picture, this one is {image.Width}×{image.Height}; give the picture that it was made of.", nameof(image));
    }
}
