using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Imaging.Drawing;

public class BoxAnnotatorTests
{
    private static readonly Rgb Paper = new(128, 130, 132);

    [Fact]
    public void Frame_lies_on_the_box_edges_and_leaves_the_object_visible()
    {
        using ImageBuffer image = Blank(640, 480);
        BoxAnnotator.Draw(image, [new LabelledBox(100.3f, 150.2f, 299.8f, 400.4f, 2, "")]);

        Rgb color = ClassPalette.For(2);
        Assert.Equal(color, Pixel(image, 100, 300));
        Assert.Equal(color, Pixel(image, 299, 300));
        Assert.Equal(color, Pixel(image, 200, 150));
        Assert.Equal(color, Pixel(image, 200, 399));
        for (int y = 160; y < 390; y++)
        {
            for (int x = 110; x < 290; x++) Assert.Equal(Paper, Pixel(image, x, y));
        }
    }

    [Fact]
    public void Frame_is_crisp_and_has_a_dark_seam_on_both_sides()
    {
        using ImageBuffer image = Blank(1280, 960);
        AnnotationStyle style = AnnotationStyle.For(1280, 960);
        BoxAnnotator.Draw(image, [new LabelledBox(300.4f, 300, 900, 800, 0, "")]);

        int[] row = [.. Enumerable.Range(280, 40).Select(x => Shade(Pixel(image, x, 500)))];
        Assert.Equal(style.LineThickness, row.Count(shade => shade == 2));
        Assert.Equal(2 * style.HaloThickness, row.Count(shade => shade == 1));
        Assert.Equal(40, row.Count(shade => shade >= 0));

        int Shade(Rgb pixel) =>
            pixel == Paper ? 0 : pixel == ClassPalette.For(0) ? 2 : pixel.Luma < Paper.Luma * 0.6 ? 1 : -1;
    }

    [Fact]
    public void Tag_holds_legible_text_above_the_box()
    {
        using ImageBuffer image = Blank(640, 480);
        AnnotationStyle style = AnnotationStyle.For(640, 480);
        BoxAnnotator.Draw(image, [new LabelledBox(100, 150, 400, 400, 1, "person 93 %")]);

        Rgb background = ClassPalette.For(1);
        Rgb ink = ClassPalette.TextOn(background);
        TextMetrics text = ImageCanvas.MeasureText("person 93 %", style.TextSize);
        int tag = 0, letters = 0;
        for (int y = (int)(148 - text.Height); y < 148; y++)
        {
            for (int x = 100; x < 100 + text.Width; x++)
            {
                if (Pixel(image, x, y) == background) tag++;
                if (Pixel(image, x, y) == ink) letters++;
            }
        }

        // About half of the tag stays blank; of the letters, many pixels are full ink rather than grey.
        Assert.InRange(tag / (text.Width * text.Height), 0.4, 0.9);
        Assert.InRange(letters / (text.Width * text.Height), 0.05, 0.4);
    }

    [Fact]
    public void Pixels_away_from_frames_and_tags_are_untouched()
    {
        using ImageBuffer image = Blank(640, 480);
        BoxAnnotator.Draw(image, [new LabelledBox(200, 200, 400, 300, 1, "dog 80 %")]);
        for (int y = 0; y < 480; y++)
        {
            for (int x = 0; x < 640; x++)
            {
                bool near = x is >= 190 and < 410 && y is >= 175 and < 310;
                if (!near) Assert.Equal(Paper, Pixel(image, x, y));
            }
        }
    }

    [Fact]
    public void Best_box_lies_on_top()
    {
        using ImageBuffer image = Blank(640, 480);
        BoxAnnotator.Draw(image, [new LabelledBox(100, 100, 300, 300, 0, ""), new LabelledBox(200, 200, 500, 400, 1, "")]);

        // There the lower edge of the first crosses the left edge of the second.
        Assert.Equal(ClassPalette.For(0), Pixel(image, 200, 300));
    }

    [Fact]
    public void Boxes_that_reach_outside_are_framed_at_the_border()
    {
        using ImageBuffer image = Blank(300, 200);
        BoxAnnotator.Draw(image, [new LabelledBox(-1e9f, -50, 1e9f, 1e20f, 3, "all")]);
        Rgb color = ClassPalette.For(3);
        Assert.Equal(color, Pixel(image, 0, 150));
        Assert.Equal(color, Pixel(image, 299, 150));
        Assert.Equal(color, Pixel(image, 250, 0));
        Assert.Equal(color, Pixel(image, 250, 199));
        Assert.Equal(Paper, Pixel(image, 250, 150));
    }

    [Fact]
    public void Boxes_wholly_outside_leave_the_picture_as_it_is()
    {
        using ImageBuffer image = Blank(300, 200);
        BoxAnnotator.Draw(image, []);
        BoxAnnotator.Draw(
            image,
            [
                new LabelledBox(-50, 10, 0, 60, 0, "left"), new LabelledBox(300, 10, 350, 60, 0, "right"),
                new LabelledBox(10, -50, 60, -1, 0, "above"), new LabelledBox(10, 200, 60, 240, 0, "below"),
            ]);
        for (int y = 0; y < 200; y++)
        {
            for (int x = 0; x < 300; x++) Assert.Equal(Paper, Pixel(image, x, y));
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Box_that_is_not_finite_is_named_and_nothing_is_drawn(float bad)
    {
        using ImageBuffer image = Blank(60, 60);
        LabelledBox[] boxes = [new(1, 1, 50, 50, 0, "good"), new(1, bad, 5, 5, 0, "bad")];
        ArgumentException error = Assert.Throws<ArgumentException>("boxes", () => BoxAnnotator.Draw(image, boxes));
        Assert.Contains("Box 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(Paper, Pixel(image, 1, 1));
    }

    [Fact]
    public void Pictures_of_every_size_and_format_can_be_annotated()
    {
        (int Width, int Height)[] sizes = [(1, 1), (1, 50), (50, 1), (5, 5), (16, 16), (40, 12), (2000, 20), (20, 2000), (300, 200)];
        foreach (PixelFormat format in PixelFormats.Interleaved)
        {
            foreach ((int width, int height) in sizes)
            {
                using var image = new ImageBuffer(width, height, format);
                image.Pixels.Fill(128);
                BoxAnnotator.Draw(
                    image,
                    [
                        new LabelledBox(0, 0, width, height, 0, "whole 99 %"),
                        new LabelledBox(0.4f, 0.4f, 0.4f, 0.4f, 1, "point"),
                        new LabelledBox(width - 0.5f, height - 0.5f, width + 9, height + 9, 2, "corner"),
                    ]);
                Assert.NotEqual(-1, image.Pixels.IndexOfAnyExcept((byte)128));
            }
        }
    }

    [Fact]
    public void Text_wider_than_the_picture_is_shortened_and_stays_inside()
    {
        // The whole tag shows its colour right up to its padding on both sides.
        using ImageBuffer image = Blank(120, 90);
        BoxAnnotator.Draw(image, [new LabelledBox(20, 50, 100, 80, 4, "a rather long name of a class 93 %")]);
        Rgb color = ClassPalette.For(4);
        int first = Enumerable.Range(0, 120).First(x => Pixel(image, x, 40) == color);
        int last = Enumerable.Range(0, 120).Last(x => Pixel(image, x, 40) == color);
        Assert.InRange(last - first, 90, 119);
        Assert.Equal(color, Pixel(image, last, 46));
    }

    [Fact]
    public void Small_objects_get_lines_thin_enough_to_see_them()
    {
        using ImageBuffer image = Blank(4000, 3000);
        BoxAnnotator.Draw(image, [new LabelledBox(1000, 1000, 1024, 1024, 0, "")]);
        Assert.Equal(Paper, Pixel(image, 1012, 1012));
        Assert.Equal(ClassPalette.For(0), Pixel(image, 997, 1012));
    }

    [Theory]
    [InlineData(1, 1, 11)]
    [InlineData(300, 200, 11)]
    [InlineData(1280, 960, 23)]
    [InlineData(4000, 3000, 48)]
    [InlineData(16000, 12000, 48)]
    [InlineData(4000, 90, 15)]
    public void Text_grows_with_the_picture_within_limits(int width, int height, int expected) =>
        Assert.Equal(expected, AnnotationStyle.For(width, height).TextSize);

    private static ImageBuffer Blank(int width, int height)
    {
        var image = new ImageBuffer(width, height, PixelFormat.Rgb24);
        for (int i = 0; i < image.Pixels.Length; i += 3)
        {
            (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]) = (Paper.R, Paper.G, Paper.B);
        }

        return image;
    }

    private static Rgb Pixel(ImageBuffer image, int x, int y)
    {
        Span<byte> pixel = image.GetRow(y).Slice(x * 3, 3);
        return new Rgb(pixel[0], pixel[1], pixel[2]);
    }
}
