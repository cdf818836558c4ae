using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Imaging;

/// <summary>The formats of <see cref="PixelFormat"/>, by what can be done with them.</summary>
internal static class PixelFormats
{
    public static readonly PixelFormat[] Interleaved = [.. Enum.GetValues<PixelFormat>().Where(static f => !f.IsYuv())];

    public static readonly PixelFormat[] Yuv = [.. Enum.GetValues<PixelFormat>().Where(static f => f.IsYuv())];
}
