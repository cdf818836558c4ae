using System.Security.Cryptography;
using EdgeInfer.Imaging;
using EdgeInfer.Vips;

namespace EdgeInfer.Tests.Vips;

public sealed class VipsCodecGoldenTests
{
    private readonly VipsCodec _codec = new();

    // First half of the SHA-256 over the packed pixels as Pillow 9.4 decodes them: exif_transpose, convert("RGB"),
    // then convert("L"). libjpeg's integer transform is exact on every processor, so the pixels must be equal.
    [Theory]
    [InlineData("images/bus.jpg", "016a1a88969eace37a841b229b182984", "26dff18f78ff3fb6432bba4897058c15")]
    [InlineData("images/dog_bike_exif6.jpg", "6333bf607de66287321d2902a5b1b6e4", "35398de12727025dec654c398c29fcff")]
    [InlineData("images/four_men_grey.jpg", "4cee923246ad3eb3ba9f5376acc137a8", "05d167860b95f97390bc2ea7f68fb4d3")]
    [InlineData("images/golden_retriever.jpg", "138c88bf441e913aaa0c2f53ecf48667", "02a2a99a2a2425e838da65e587ab9784")]
    [InlineData("images/ocr_receipt_grande.jpeg", "1900e87e044679a251e82f4c0691b490", "a3ea16abcdd13703ae9dcbb19bc4fc4c")]
    [InlineData("images/astronaut.png", "a8c429c18afa7b0fd5673e598d73a212", "f98a00b3351f8ba2cf8abfdebcef54ee")]
    [InlineData("images/cameraman.png", "13e2b4aa92cb1649b4aac5a4d48b38a8", "5cb24482a53416f99052258be2b1ee38")]
    [InlineData("images/kitten_224.png", "504d260bfe2ae0db8acf7f7dc2dc1f69", "fb3ede4f74b2aea8c57ec005c01b0797")]
    [InlineData("images/ocr_book_page.jpg", "caffa5504152a47575f3da2735736966", "b450cc57f362264faee7fe24e2e4eb1b")]
    [InlineData("images/ocr_phototest.png", "8805c0b6374a7b15b2db6549533db690", "a2e2a9503c63a2a347cac119c29ca8dc")]
    [InlineData("images/ocr_phototest_skewed.png", "d419273955b7311724810a1aea227735", "2c4701f4c40735a192e7872ba08cd269")]
    [InlineData("images/ocr_test_1bit.png", "aae5b54f146affdd6f0707ecbc19e556", "b1c029643cb281ce189b5f3fc9fd85fb")]
    [InlineData("images/ocr_poster_hands.png", "823d63c9d1bb8883833ea3fe57151b4b", "288ba1451029dd4df611c3e5b65df84c")]
    public void Pixels_are_those_of_Pillow(string file, string rgb, string gray)
    {
        string path = TestData.Path(file);
        using ImageBuffer color = _codec.Decode(path);
        using ImageBuffer luma = _codec.Decode(path, new ImageDecodeOptions { Format = PixelFormat.Gray8 });

        Assert.Equal(rgb, Hash(color));
        Assert.Equal(gray, Hash(luma));
    }

    [Theory]
    [InlineData("dog_bike.jpg", 768, 576, "jpeg")]
    [InlineData("dog_bike_exif6.jpg", 768, 576, "jpeg")]
    [InlineData("horse_cart.jpg", 1024, 768, "jpeg")]
    [InlineData("bus.jpg", 640, 480, "jpeg")]
    [InlineData("ocr_receipt_grande.jpeg", 900, 1200, "jpeg")]
    [InlineData("id_mom2.jpg", 106, 165, "jpeg")]
    [InlineData("coffee.png", 600, 400, "png")]
    [InlineData("chelsea.png", 451, 300, "png")]
    [InlineData("cameraman.png", 512, 512, "png")]
    [InlineData("digit_28.png", 28, 28, "png")]
    [InlineData("digit_two.png", 34, 28, "png")]
    [InlineData("kitten_224.png", 224, 224, "png")]
    [InlineData("ocr_test_1bit.png", 800, 566, "png")]
    [InlineData("ocr_vertical_hello.png", 190, 861, "png")]
    [InlineData("ocr_phototest_skewed.png", 714, 584, "png")]
    [InlineData("ocr_book_page.jpg", 1680, 1048, "png")]
    public void Header_gives_size_and_type_by_content(string file, int width, int height, string type)
    {
        string path = TestData.Path("images/" + file);
        Assert.Equal(new ImageInfo(width, height, type), _codec.Identify(path));

        using ImageBuffer picture = _codec.Decode(path);
        Assert.Equal((width, height, PixelFormat.Rgb24), (picture.Width, picture.Height, picture.Format));
    }

    [Fact]
    public void Exif_turned_photo_equals_the_upright_one()
    {
        using ImageBuffer upright = _codec.Decode(TestData.Path("images/dog_bike.jpg"));
        using ImageBuffer turned = _codec.Decode(TestData.Path("images/dog_bike_exif6.jpg"));

        // The turned file was compressed a second time. Left on its side it would not even have this size; turned
        // the wrong way round, the difference is about 60.
        Assert.InRange(TestPicture.MeanDifference(upright, turned), 0, 2);
    }

    [Theory]
    [InlineData("images/astronaut.png")]
    [InlineData("images/dog_bike_exif6.jpg")]
    [InlineData("images/kitten_224.png")]
    [InlineData("images/cameraman.png")]
    public void All_formats_hold_the_same_colours(string file)
    {
        string path = TestData.Path(file);
        using ImageBuffer rgb = _codec.Decode(path);
        using ImageBuffer bgr = _codec.Decode(path, new ImageDecodeOptions { Format = PixelFormat.Bgr24 });
        using ImageBuffer rgba = _codec.Decode(path, new ImageDecodeOptions { Format = PixelFormat.Rgba32 });
        using ImageBuffer bgra = _codec.Decode(path, new ImageDecodeOptions { Format = PixelFormat.Bgra32 });

        Span<byte> reference = rgb.Pixels;
        int pixels = rgb.Width * rgb.Height;
        for (int i = 0; i < pixels; i++)
        {
            (byte r, byte g, byte b) = (reference[i * 3], reference[i * 3 + 1], reference[i * 3 + 2]);
            ReadOnlySpan<byte> asBgr = [b, g, r];
            ReadOnlySpan<byte> asRgba = [r, g, b, 255];
            ReadOnlySpan<byte> asBgra = [b, g, r, 255];
            bool same =
                bgr.Pixels.Slice(i * 3, 3).SequenceEqual(asBgr) &&
                rgba.Pixels.Slice(i * 4, 4).SequenceEqual(asRgba) &&
                bgra.Pixels.Slice(i * 4, 4).SequenceEqual(asBgra);
            if (!same) Assert.Fail($"Pixel {i} of {file} differs between formats.");
        }
    }

    [Fact]
    public void Memory_and_file_decode_alike()
    {
        foreach (string path in Directory.EnumerateFiles(TestData.Path("images")))
        {
            using ImageBuffer fromFile = _codec.Decode(path);
            using ImageBuffer fromMemory = _codec.Decode(File.ReadAllBytes(path));
            Assert.True(fromFile.Pixels.SequenceEqual(fromMemory.Pixels), path);
        }
    }

    private static string Hash(ImageBuffer picture) => Convert.ToHexStringLower(SHA256.HashData(picture.Pixels))[..32];
}
