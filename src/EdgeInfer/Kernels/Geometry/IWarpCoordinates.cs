namespace EdgeInfer.Kernels;

/// <summary>For each pixel of a warp's destination, the point of the source that it shows.</summary>
internal interface IWarpCoordinates
{
    /// <summary>Bits after the binary point of bilinear coordinates: OpenCV's <c>INTER_BITS</c>.</summary>
    const int FractionBits = 5;

    /// <summary>Pixels of a row to ask for at once; asking for others changes how coordinates are rounded.</summary>
    int BlockWidth { get; }

    /// <summary>
    /// Writes the source points of <c>xs.Length</c> pixels from (<paramref name="x"/>, <paramref name="y"/>) on: whole pixels
    /// for nearest sampling, 1/32 pixels for bilinear. Points too far away for an <see cref="int"/> are clamped.
    /// </summary>
    void Fill(int x, int y, Span<int> xs, Span<int> ys);
}
