using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Imaging;

public sealed class ImageDecodeOptionsTests
{
    [Fact]
    public void Impossible_options_are_refused_when_they_are_built()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageDecodeOptions { MaxDimension = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageDecodeOptions { MaxPixels = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageDecodeOptions { Format = (PixelFormat)77 });
    }

    [Fact]
    public void Defaults_are_those_documented()
    {
        Assert.Equal(PixelFormat.Rgb24, ImageDecodeOptions.Default.Format);
        Assert.Equal(16_384, ImageDecodeOptions.Default.MaxDimension);
        Assert.Equal(100_000_000, ImageDecodeOptions.Default.MaxPixels);
    }
}
