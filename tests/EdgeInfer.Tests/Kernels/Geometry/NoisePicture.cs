using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Kernels;

/// <summary>Pictures that the golden script can make as well: each byte is a hash of its place.</summary>
internal static class NoisePicture
{
    /// <summary>Rows <paramref name="padding"/> bytes longer than their pixels; what lies between rows is of no concern.</summary>
    public static byte[] Make(int width, int height, int channels, int padding = 0)
    {
        int stride = width * channels + padding;
        byte[] pixels = new byte[(height - 1) * stride + width * channels];
        uint place = 0;
        for (int y = 0; y < height; y++)
        {
            for (int i = 0; i < width * channels; i++)
            {
                uint value = unchecked(place++ * 2654435761u);
                value ^= value >> 15;
                pixels[y * stride + i] = (byte)(unchecked(value * 2246822519u) >> 24);
            }
        }

        return pixels;
    }

    /// <summary>A format of so many bytes a pixel.</summary>
    public static PixelFormat Format(int channels) => channels switch
    {
        1 => PixelFormat.Gray8,
        3 => PixelFormat.Bgr24,
        _ => PixelFormat.Rgba32,
    };
}
