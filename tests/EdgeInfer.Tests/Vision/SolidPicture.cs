using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Vision;

/// <summary>Pictures of one colour.</summary>
internal static class SolidPicture
{
    public static ImageBuffer White(int width, int height) => Of(width, height, 255);

    public static ImageBuffer Black(int width, int height) => Of(width, height, 0);

    private static ImageBuffer Of(int width, int height, byte value)
    {
        var image = new ImageBuffer(width, height, PixelFormat.Rgb24);
        image.Pixels.Fill(value);
        return image;
    }
}
