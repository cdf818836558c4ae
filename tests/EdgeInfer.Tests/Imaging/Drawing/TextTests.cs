using System.Text;
using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Imaging.Drawing;

public class TextTests
{
    public static TheoryData<int> LabelSizes => [10, 11, 12, 13, 14, 15, 16, 18, 20, 23, 27, 32, 40, 48];

    [Theory]
    [MemberData(nameof(LabelSizes))]
    public void Lower_case_letters_stand_on_whole_pixels_and_fill_whole_pixels(int size)
    {
        // A z is flat above and below: were either edge between pixels, a row would be grey.
        GuardedPicture picture = Draw("zzz", size, out TextMetrics metrics);
        int baseline = 10 + (int)metrics.Baseline;
        int rows = (int)Math.Round(size * GlyphAtlas.Shared.XHeight);
        Assert.Equal(metrics.Baseline, MathF.Round(metrics.Baseline));
        Assert.Equal((baseline - rows, baseline), (picture.InkBounds.Top, picture.InkBounds.Bottom));
        Assert.InRange(picture.Row(baseline - rows).ToArray().Max(), 250, 255);
        Assert.InRange(picture.Row(baseline - 1).ToArray().Max(), 250, 255);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(10)]
    [InlineData(11.5f)]
    [InlineData(17)]
    [InlineData(33.3f)]
    [InlineData(64)]
    [InlineData(96)]
    public void Strokes_keep_their_weight_at_every_size(float size)
    {
        GlyphAtlas atlas = GlyphAtlas.Shared;
        const string Text = "person 93 %";
        double stored = 0;
        foreach (Rune character in Text.EnumerateRunes())
        {
            foreach (byte value in atlas.CoverageOf(atlas.Find(character))) stored += value / 255.0;
        }

        double scale = size / atlas.PixelsPerEm;
        double stretch = new TextRasterizer(size).CapHeight / (size * atlas.CapHeight);
        GuardedPicture picture = Draw(Text, size, out _);
        Assert.Equal(stored * scale * scale * stretch, picture.Ink, 0.01 * picture.Ink);
    }

    [Theory]
    [MemberData(nameof(LabelSizes))]
    public void Drawn_text_fills_the_measured_width(int size)
    {
        // An H has the same space on both sides, 0.09 em; the ink must end where the measure says.
        GuardedPicture picture = Draw("HHHHHHHH", size, out TextMetrics metrics);
        double bearing = GlyphAtlas.Shared.Find(new Rune('H')).Left * (double)size / GlyphAtlas.Shared.PixelsPerEm;
        Assert.InRange(picture.InkBounds.Left - (20 + bearing), -1.5, 1);
        Assert.InRange(picture.InkBounds.Right - (20 + metrics.Width - bearing), -1, 1.5);
        Assert.Equal(20 + metrics.Width / 2, picture.InkCentre.X, 0.1);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(29)]
    [InlineData(64)]
    [InlineData(80)]
    public void Every_glyph_stays_in_its_line(float size)
    {
        foreach (int code in GlyphAtlas.Shared.CodePoints)
        {
            GuardedPicture picture = Draw(char.ConvertFromUtf32(code), size, out TextMetrics metrics);
            for (int y = 0; y < picture.Height; y++)
            {
                if (y >= 10 && y < 10 + metrics.Height) continue;
                byte most = picture.Row(y).ToArray().Max();
                Assert.True(most == 0, $"U+{code:X4} at {size} px has ink of {most} in row {y - 10} of {metrics}.");
            }

            (int left, _, int right, _) = picture.InkBounds;
            if (right == 0) continue; // spaces
            Assert.InRange(left, 20 - size / 4, 20 + metrics.Width);
            Assert.InRange(right, 20, 21 + metrics.Width + size / 4);
        }
    }

    [Fact]
    public void Measure_is_the_sum_of_its_characters_and_proportional_to_the_size()
    {
        const string Text = "Straßenbahn – 5 €";
        double sum = 0;
        foreach (char character in Text) sum += ImageCanvas.MeasureText([character], 20).Width;
        TextMetrics whole = ImageCanvas.MeasureText(Text, 20);
        Assert.Equal(sum, whole.Width, 0.01);
        Assert.Equal(whole.Width * 2, ImageCanvas.MeasureText(Text, 40).Width, 0.01);
        Assert.Equal(0, ImageCanvas.MeasureText("", 20).Width);
        Assert.Equal(whole.Height, ImageCanvas.MeasureText("", 20).Height);
        Assert.InRange(whole.Height, 1.1 * 20, 1.4 * 20);
    }

    [Theory]
    [InlineData(0.25f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void Fractions_of_a_column_move_the_text(float shift)
    {
        var still = new GuardedPicture(120, 40);
        var moved = new GuardedPicture(120, 40);
        still.Canvas.DrawText(10, 5, "pixels", 14, Rgb.White);
        moved.Canvas.DrawText(10 + shift, 5, "pixels", 14, Rgb.White);
        Assert.Equal(still.InkCentre.X + shift, moved.InkCentre.X, 0.05);
        Assert.Equal(still.InkCentre.Y, moved.InkCentre.Y, 0.02);
        Assert.Equal(still.Ink, moved.Ink, 0.01 * still.Ink);
    }

    [Theory]
    [InlineData("☃", 1)]
    [InlineData("\U0001F600", 1)] // one character in two chars
    [InlineData("汉字", 2)]
    [InlineData("\u0007", 1)]
    public void Unknown_characters_show_as_the_replacement_character(string text, int count)
    {
        GuardedPicture expected = Draw(new string('\uFFFD', count), 20, out TextMetrics expectedMetrics);
        GuardedPicture actual = Draw(text, 20, out TextMetrics metrics);
        Assert.Equal(expectedMetrics, metrics);
        Assert.Equal(expected.InkBounds, actual.InkBounds);
        Assert.Equal(expected.Ink, actual.Ink);
        Assert.NotEqual(0, actual.Ink);
    }

    [Fact]
    public void Half_a_surrogate_pair_shows_as_the_replacement_character()
    {
        GuardedPicture expected = Draw("a\uFFFDb", 20, out _);
        GuardedPicture actual = Draw(new string(['a', '\uD83D', 'b']), 20, out _);
        Assert.Equal(expected.InkCentre, actual.InkCentre);
    }

    [Fact]
    public void Tabs_and_line_ends_show_as_spaces()
    {
        GuardedPicture expected = Draw("a b c d", 20, out TextMetrics expectedMetrics);
        GuardedPicture actual = Draw("a\tb\nc\rd", 20, out TextMetrics metrics);
        Assert.Equal(expectedMetrics, metrics);
        Assert.Equal(expected.InkCentre, actual.InkCentre);
    }

    [Fact]
    public void Letters_are_told_apart_at_the_smallest_label_size()
    {
        const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        var drawn = new List<byte[]>();
        foreach (char letter in Letters)
        {
            var picture = new GuardedPicture(20, 20);
            picture.Canvas.DrawText(3, 2, [letter], 11, Rgb.White);
            drawn.Add([.. Enumerable.Range(0, 20).SelectMany(y => picture.Row(y).ToArray())]);
        }

        for (int i = 0; i < drawn.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                // An i and an l differ by one pixel's ink, in the gap below the dot; all others by more.
                double differing = drawn[i].Zip(drawn[j], (a, b) => Math.Abs(a - b)).Sum() / 255.0;
                Assert.True(differing >= 1, $"{Letters[i]} and {Letters[j]} differ by {differing:F1} pixels only.");
            }
        }
    }

    private static GuardedPicture Draw(string text, float size, out TextMetrics metrics)
    {
        metrics = ImageCanvas.MeasureText(text, size);
        var picture = new GuardedPicture((int)(metrics.Width + 40 + size), (int)(metrics.Height + 20));
        picture.Canvas.DrawText(20, 10, text, size, Rgb.White);
        picture.AssertGuardsUntouched();
        return picture;
    }
}
