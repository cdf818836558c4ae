using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Ocr;

public sealed class TextDrawingTests
{
    private static readonly Quad Box = new(new(40, 60), new(160, 60), new(160, 90), new(40, 90));

    [Fact]
    public void A_line_gets_a_frame_and_its_text_above()
    {
        using ImageBuffer image = SolidPicture.White(200, 120);
        image.Draw([new TextLine("ABC", 0.9f, Box)]);

        Assert.True(IsDrawn(image, 100, 60) && IsDrawn(image, 100, 90) && IsDrawn(image, 40, 75) && IsDrawn(image, 160, 75), "a side of the frame is missing");
        Assert.True(IsDrawn(image, 45, 52), "the tag is missing");
        Assert.False(IsDrawn(image, 100, 75));
        Assert.False(IsDrawn(image, 190, 20));
    }

    [Fact]
    public void The_side_where_the_text_begins_is_thicker()
    {
        using ImageBuffer upright = SolidPicture.White(200, 120), turned = SolidPicture.White(200, 120);
        upright.Draw([new TextLine("A", 1, Box)]);
        turned.Draw([new TextLine("A", 1, Box) { Rotation = 180 }]);
        Assert.True(Drawn(upright, 30, 50) > Drawn(upright, 150, 170));
        Assert.True(Drawn(turned, 30, 50) < Drawn(turned, 150, 170));

        static int Drawn(ImageBuffer image, int from, int to) => Enumerable.Range(from, to - from).Count(x => IsDrawn(image, x, 75));
    }

    [Fact]
    public void Characters_are_parted()
    {
        using ImageBuffer image = SolidPicture.White(200, 120);
        var half = new Quad(new(40, 60), new(100, 60), new(100, 90), new(40, 90));
        image.Draw([new TextLine("AB", 1, Box) { Characters = [new TextCharacter("A", 1, half)] }]);
        Assert.True(IsDrawn(image, 100, 75));
    }

    // Text at the border, in a strip, in a picture of one pixel: what does not fit is left out.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(60, 4)]
    [InlineData(4, 60)]
    public void Nothing_is_drawn_beyond_the_picture(int width, int height)
    {
        using ImageBuffer image = SolidPicture.White(width, height);
        image.Draw([new TextLine("a long line of text", 1, Box), new TextLine("", 1, Quad.Rectangle(width, height))]);
        image.Draw(OcrResult.Empty);
        Assert.Throws<ArgumentNullException>(() => image.Draw((IReadOnlyList<TextLine>)null!));
    }

    private static bool IsDrawn(ImageBuffer image, int x, int y) => image.GetRow(y).Slice(x * 3, 3).ContainsAnyExcept((byte)255);
}
