using EdgeInfer.Imaging;

namespace EdgeInfer.Kernels;

/// <summary>The picture a warp reads, with what lies outside it.</summary>
internal readonly ref struct WarpSource
{
    private readonly uint _borderColor;

    /// <param name="picture">Not empty.</param>
    /// <param name="border">What lies outside.</param>
    /// <param name="borderColor">One byte a channel, in the picture's own order; or nothing, for zeros.</param>
    /// <exception cref="ArgumentException">The colour has another number of channels than the picture.</exception>
    public WarpSource(ImageView picture, WarpBorder border, ReadOnlySpan<byte> borderColor)
    {
        int channels = picture.Format.BytesPerPixel();
        if (borderColor.Length != 0 && borderColor.Length != channels)
        {
            throw new ArgumentException(
                $"A colour of a {picture.Format} picture has {channels} bytes; the border colour has {borderColor.Length}.", nameof(borderColor));
        }

        Pixels = picture.Pixels;
        Width = picture.Width;
        Height = picture.Height;
        StrideBytes = picture.StrideBytes;
        Replicates = border == WarpBorder.Replicate;
        for (int c = 0; c < borderColor.Length; c++) _borderColor |= (uint)borderColor[c] << (8 * c);
    }

    public ReadOnlySpan<byte> Pixels { get; }

    public int Width { get; }

    public int Height { get; }

    public int StrideBytes { get; }

    public bool Replicates { get; }

    public byte BorderColor(int channel) => (byte)(_borderColor >> (8 * channel));

    /// <summary>One byte of a pixel inside or outside the picture.</summary>
    public byte At(int x, int y, int channels, int channel)
    {
        if ((uint)x >= (uint)Width || (uint)y >= (uint)Height)
        {
            if (!Replicates) return BorderColor(channel);
            x = Math.Clamp(x, 0, Width - 1);
            y = Math.Clamp(y, 0, Height - 1);
        }

        return Pixels[y * StrideBytes + x * channels + channel];
    }
}
