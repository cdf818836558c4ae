namespace EdgeInfer.Kernels;

/// <summary>A pixel's place in a map: columns from the left, rows from the top.</summary>
internal readonly record struct PixelPoint(int X, int Y);
