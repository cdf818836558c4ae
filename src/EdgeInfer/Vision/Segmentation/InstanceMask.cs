using EdgeInfer.Imaging;

namespace EdgeInfer.Vision;

/// <summary>The pixels of one object: a bitmap that covers the object's box and no more.</summary>
/// <remarks>Plain managed memory, one byte a pixel of the box: nothing to dispose. Immutable and thread-safe.</remarks>
public sealed class InstanceMask
{
    private readonly byte[] _pixels;

    internal InstanceMask(int x, int y, int width, int height, byte[] pixels)
    {
        (X, Y, Width, Height, _pixels) = (x, y, width, height, pixels);
        Area = width * height - pixels.AsSpan().Count((byte)0);
    }

    /// <summary>Column of the original picture in which the bitmap begins.</summary>
    public int X { get; }

    /// <summary>Row of the original picture in which the bitmap begins.</summary>
    public int Y { get; }

    /// <summary>The bitmap's columns.</summary>
    public int Width { get; }

    /// <summary>The bitmap's rows.</summary>
    public int Height { get; }

    /// <summary>Pixels that belong to the object.</summary>
    public int Area { get; }

    /// <summary>The bitmap, row by row: 255 where a pixel belongs to the object, else 0.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Whether a pixel belongs to the object.</summary>
    /// <param name="x">Column of the original picture; outside the bitmap nothing belongs.</param>
    /// <param name="y">Row of the original picture.</param>
    public bool Contains(int x, int y) =>
        (uint)(x - X) < (uint)Width && (uint)(y - Y) < (uint)Height && _pixels[(y - Y) * Width + x - X] != 0;

    /// <summary>The bitmap as a grey picture.</summary>
    public ImageView AsView() => new(_pixels, Width, Height, PixelFormat.Gray8);

    /// <summary>The lines around the object's regions and around the holes in them, in pixels of the original picture.</summary>
    public IReadOnlyList<Contour> Contours() => MaskContours.Trace(_pixels, Width, Height, X, Y);

    /// <summary>The outline of the object's largest region, in pixels of the original picture; empty where the mask is empty.</summary>
    /// <remarks>One polygon an object is what data sets store; holes and smaller regions are in <see cref="Contours"/>.</remarks>
    public IReadOnlyList<System.Numerics.Vector2> Polygon() => MaskContours.Largest(Contours());

    /// <summary><c>5120 pixels in 64×128 at (12, 40)</c>.</summary>
    public override string ToString() => $"{Area} pixels in {Width}×{Height} at ({X}, {Y})";
}
