using System.Diagnostics;

namespace EdgeInfer.Imaging;

/// <summary>A colour ready to be laid over pixels of one format: its channels in memory order, and its opacity.</summary>
internal readonly struct Ink
{
    private readonly PixelFormat _format;
    private readonly byte _first;
    private readonly byte _second;
    private readonly byte _third;
    private readonly byte _opacity;

    /// <param name="format">Of the pixels that <see cref="Blend"/> will be given.</param>
    /// <param name="color">Laid over them; on <see cref="PixelFormat.Gray8"/> as its luma.</param>
    /// <param name="opacity">0 (nothing) … 1 (hides what is below).</param>
    public Ink(PixelFormat format, Rgb color, float opacity)
    {
        _format = format;
        _opacity = (byte)MathF.Round(opacity * 255);
        (_first, _second, _third) = format switch
        {
            PixelFormat.Gray8 => (color.Luma, default, default),
            PixelFormat.Bgr24 or PixelFormat.Bgra32 => (color.B, color.G, color.R),
            _ => (color.R, color.G, color.B),
        };
    }

    /// <summary>Lays the colour over a run of pixels: source-over, on the encoded sRGB values.</summary>
    /// <param name="row">The bytes of a row of the picture.</param>
    /// <param name="x">Column of the first pixel of the run; the run must lie inside the row.</param>
    /// <param name="coverage">For each pixel of the run how much of it the shape covers, 0 … 255.</param>
    public void Blend(Span<byte> row, int x, ReadOnlySpan<byte> coverage)
    {
        Debug.Assert(x >= 0 && (x + coverage.Length) * _format.BytesPerPixel() <= row.Length);
        switch (_format)
        {
            case PixelFormat.Gray8:
                BlendGrey(row.Slice(x, coverage.Length), coverage);
                break;
            case PixelFormat.Rgb24 or PixelFormat.Bgr24:
                BlendOpaque(row.Slice(x * 3, coverage.Length * 3), coverage);
                break;
            default:
                BlendWithAlpha(row.Slice(x * 4, coverage.Length * 4), coverage);
                break;
        }
    }

    private void BlendGrey(Span<byte> pixels, ReadOnlySpan<byte> coverage)
    {
        for (int i = 0; i < coverage.Length; i++)
        {
            pixels[i] = Mix(pixels[i], _first, DivideBy255(coverage[i] * _opacity));
        }
    }

    private void BlendOpaque(Span<byte> pixels, ReadOnlySpan<byte> coverage)
    {
        for (int i = 0; i < coverage.Length; i++)
        {
            int weight = DivideBy255(coverage[i] * _opacity);
            if (weight == 0) continue;
            Span<byte> pixel = pixels.Slice(i * 3, 3);
            pixel[0] = Mix(pixel[0], _first, weight);
            pixel[1] = Mix(pixel[1], _second, weight);
            pixel[2] = Mix(pixel[2], _third, weight);
        }
    }

    private void BlendWithAlpha(Span<byte> pixels, ReadOnlySpan<byte> coverage)
    {
        for (int i = 0; i < coverage.Length; i++)
        {
            int weight = DivideBy255(coverage[i] * _opacity);
            if (weight == 0) continue;
            Span<byte> pixel = pixels.Slice(i * 4, 4);
            int alpha = pixel[3];
            if (alpha != 255)
            {
                // Alpha is not premultiplied: below a transparent pixel lies no colour that could shine through, so
                // the new colour's share is its part of the resulting alpha.
                int resulting = DivideBy255(weight * 255 + alpha * (255 - weight));
                pixel[3] = (byte)resulting;
                weight = (weight * 255 + resulting / 2) / resulting;
            }

            pixel[0] = Mix(pixel[0], _first, weight);
            pixel[1] = Mix(pixel[1], _second, weight);
            pixel[2] = Mix(pixel[2], _third, weight);
        }
    }

    // Weight 0 gives the pixel and 255 the color, both exactly.
    private static byte Mix(byte below, byte above, int weight) => (byte)DivideBy255(above * weight + below * (255 - weight));

    private static int DivideBy255(int product) => (product + 127) / 255;
}
