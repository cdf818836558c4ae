using EdgeInfer.Imaging;

namespace EdgeInfer.Kernels;

/// <summary>Which of a picture's channels, in memory order (of YUV, converted: red, green, blue), feeds which channel of the tensor.</summary>
/// <param name="First">The plane of the tensor's first channel; of red, where <paramref name="Luma"/> holds.</param>
/// <param name="Second">The plane of the second channel; of green.</param>
/// <param name="Third">The plane of the third channel; of blue.</param>
/// <param name="Luma">True where the tensor's one channel is mixed from the three.</param>
internal readonly record struct PlaneOrder(int First, int Second, int Third, bool Luma)
{
    public static PlaneOrder For(PixelFormat format, ColorOrder order)
    {
        if (format == PixelFormat.Gray8) return default;
        bool redFirst = format is PixelFormat.Rgb24 or PixelFormat.Rgba32 || format.IsYuv();
        bool sameOrder = redFirst == (order != ColorOrder.Bgr);
        return new PlaneOrder(sameOrder ? 0 : 2, 1, sameOrder ? 2 : 0, order == ColorOrder.Gray);
    }
}
