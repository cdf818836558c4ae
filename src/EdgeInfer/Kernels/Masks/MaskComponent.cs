namespace EdgeInfer.Kernels;

/// <summary>One connected region of a mask.</summary>
/// <param name="Area">Its number of pixels.</param>
/// <param name="Left">Its first column.</param>
/// <param name="Top">Its first row.</param>
/// <param name="Right">The column after its last one.</param>
/// <param name="Bottom">The row after its last one.</param>
internal readonly record struct MaskComponent(int Area, int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;

    public int Height => Bottom - Top;
}
