using System.Numerics;
using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Imaging.Drawing;

public class ImageCanvasTests
{
    private static readonly Vector2[] Diagonal = [new(4, 4), new(30, 20)];

    [Fact]
    public void Filled_rectangle_covers_exactly_its_area()
    {
        var picture = new GuardedPicture(20, 20);
        picture.Canvas.FillRectangle(2.25f, 3.5f, 7.75f, 9.25f, Rgb.White);

        Assert.Equal(5.5 * 5.75, picture.Ink, 0.1);
        Assert.Equal((2, 3, 8, 10), picture.InkBounds);
        Assert.Equal(255, picture[4, 5]);
        Assert.Equal((byte)Math.Round(0.75 * 255), picture[2, 5]);
        Assert.Equal((byte)Math.Round(0.5 * 255), picture[4, 3]);
        Assert.Equal((byte)Math.Round(0.75 * 0.5 * 255), picture[2, 3]);
    }

    [Fact]
    public void Corners_of_a_rectangle_come_in_any_order()
    {
        var straight = new GuardedPicture(20, 20);
        var swapped = new GuardedPicture(20, 20);
        straight.Canvas.FillRectangle(2, 3, 9, 11, Rgb.White);
        swapped.Canvas.FillRectangle(9, 11, 2, 3, Rgb.White);
        AssertSame(straight, swapped, tolerance: 0);
    }

    [Theory]
    [InlineData(10, 8, 40, 30, 1f)]
    [InlineData(10.5f, 8.5f, 40.5f, 30.5f, 1f)]
    [InlineData(10.3f, 8.8f, 40.1f, 30.9f, 2.6f)]
    [InlineData(10, 8, 40, 30, 5f)]
    public void Outline_covers_its_frame_and_leaves_the_inside(float x1, float y1, float x2, float y2, float thickness)
    {
        var picture = new GuardedPicture(50, 40);
        picture.Canvas.DrawRectangle(x1, y1, x2, y2, Rgb.White, thickness);

        double width = x2 - x1, height = y2 - y1;
        double area = (width + thickness) * (height + thickness) - (width - thickness) * (height - thickness);
        Assert.Equal(area, picture.Ink, 0.005 * area);
        for (int y = (int)(y1 + thickness + 1); y < y2 - thickness - 1; y++)
        {
            for (int x = (int)(x1 + thickness + 1); x < x2 - thickness - 1; x++) Assert.Equal(0, picture[x, y]);
        }
    }

    [Fact]
    public void Outline_thicker_than_its_rectangle_is_a_filled_one()
    {
        var outlined = new GuardedPicture(30, 30);
        var filled = new GuardedPicture(30, 30);
        outlined.Canvas.DrawRectangle(12, 10, 15, 20, Rgb.White, 6);
        filled.Canvas.FillRectangle(9, 7, 18, 23, Rgb.White);
        AssertSame(filled, outlined, tolerance: 0);
    }

    [Theory]
    [InlineData(10, 20, 60, 20, 1f)]
    [InlineData(10, 20.5f, 60, 20.5f, 1f)]
    [InlineData(10.5f, 5, 10.5f, 40, 3f)]
    [InlineData(12, 9, 55, 41, 2f)]
    [InlineData(55, 9, 12, 33, 6f)]
    [InlineData(20, 20, 22, 35, 0.5f)]
    [InlineData(20, 20, 60, 25, 0.25f)]
    public void Line_covers_its_length_times_its_thickness_and_round_ends(float x1, float y1, float x2, float y2, float thickness)
    {
        var picture = new GuardedPicture(70, 50);
        picture.Canvas.DrawLine(x1, y1, x2, y2, Rgb.White, thickness);

        double length = Math.Sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1));
        double drawn = Math.Max(1, thickness);
        double area = (length * drawn + Math.PI * drawn * drawn / 4) * Math.Min(1, thickness);
        Assert.Equal(area, picture.Ink, 0.04 * area);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(2.5f)]
    [InlineData(7f)]
    [InlineData(30f)]
    public void Disc_covers_its_area_around_its_centre(float diameter)
    {
        var picture = new GuardedPicture(50, 50);
        picture.Canvas.FillDisc(24.25f, 25.5f, diameter, Rgb.White);

        double area = Math.PI * diameter * diameter / 4;

        // The edge fades over one pixel, which on a curve adds more outside than it takes inside: π / 12 in all.
        Assert.Equal(area + Math.PI / 12, picture.Ink, 0.1 + 0.01 * area);
        Assert.Equal(24.25, picture.InkCentre.X, 0.15);
        Assert.Equal(25.5, picture.InkCentre.Y, 0.15);
    }

    [Fact]
    public void Translucent_polyline_is_no_darker_and_no_fainter_where_its_segments_meet()
    {
        var picture = new GuardedPicture(60, 60);
        Vector2[] corners = [new(10, 10), new(50, 50), new(50, 10), new(10, 50)];
        picture.Canvas.DrawPolyline(corners, closed: true, Rgb.White, 6, opacity: 0.5f);

        // Everywhere as strong as the strongest of its sides drawn alone.
        var alone = new GuardedPicture[corners.Length];
        for (int i = 0; i < corners.Length; i++)
        {
            alone[i] = new GuardedPicture(60, 60);
            alone[i].Canvas.DrawPolyline([corners[i], corners[(i + 1) % corners.Length]], closed: false, Rgb.White, 6, opacity: 0.5f);
        }

        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++) Assert.Equal(alone.Max(side => side[x, y]), picture[x, y]);
        }

        Assert.Equal(128, picture[30, 30]);
    }

    [Fact]
    public void Closing_a_polyline_adds_its_last_side()
    {
        Vector2[] corner = [new(10, 10), new(40, 10), new(40, 40)];
        var open = new GuardedPicture(50, 50);
        var closed = new GuardedPicture(50, 50);
        open.Canvas.DrawPolyline(corner, closed: false, Rgb.White, 3);
        closed.Canvas.DrawPolyline(corner, closed: true, Rgb.White, 3);
        Assert.Equal(0, open[25, 25]);
        Assert.Equal(255, closed[25, 25]);
    }

    [Fact]
    public void Polyline_of_one_point_is_a_disc_and_of_none_nothing()
    {
        var disc = new GuardedPicture(20, 20);
        var point = new GuardedPicture(20, 20);
        disc.Canvas.FillDisc(9.5f, 8, 6, Rgb.White);
        point.Canvas.DrawPolyline([new(9.5f, 8)], closed: false, Rgb.White, 6);
        AssertSame(disc, point, tolerance: 0);

        var nothing = new GuardedPicture(20, 20);
        nothing.Canvas.DrawPolyline([], closed: true, Rgb.White, 6);
        Assert.Equal(0, nothing.Ink);
    }

    [Fact]
    public void Nothing_is_drawn_with_thickness_or_opacity_0()
    {
        var picture = new GuardedPicture(60, 50);
        picture.Canvas.DrawRectangle(10, 10, 30, 30, Rgb.White, thickness: 0);
        picture.Canvas.DrawLine(10, 10, 30, 30, Rgb.White, thickness: 0);
        picture.Canvas.DrawPolyline(Diagonal, closed: false, Rgb.White, thickness: 0);
        picture.Canvas.FillDisc(10, 10, 0, Rgb.White);
        picture.Canvas.FillRectangle(10, 10, 10, 30, Rgb.White);
        picture.Canvas.DrawText(10, 10, "", 20, Rgb.White);
        Scene.Draw(picture.Canvas, 30, 25, opacity: 0);
        Assert.Equal(0, picture.Ink);
    }

    // The scene reaches 22 pixels from its centre: these positions put every part of it over every border and corner.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(8, 0)]
    [InlineData(31, -6)]
    [InlineData(40, 3)]
    [InlineData(43, 28)]
    [InlineData(37, 40)]
    [InlineData(12, 33)]
    [InlineData(-3, 30)]
    [InlineData(-14, 15)]
    [InlineData(20, 15)]
    [InlineData(60, 50)]
    public void Clipped_drawing_is_the_part_of_the_whole_drawing(int x, int y)
    {
        const int Margin = 80;
        var whole = new GuardedPicture(40 + 2 * Margin, 30 + 2 * Margin, PixelFormat.Rgb24);
        var clipped = new GuardedPicture(40, 30, PixelFormat.Rgb24);
        Scene.Draw(whole.Canvas, x + Margin, y + Margin);
        Scene.Draw(clipped.Canvas, x, y);

        for (int row = 0; row < clipped.Height; row++)
        {
            ReadOnlySpan<byte> expected = whole.Row(row + Margin).Slice(Margin * 3, clipped.Width * 3);
            for (int i = 0; i < expected.Length; i++)
            {
                // A clipped line starts elsewhere, which may round differently.
                Assert.InRange(clipped.Row(row)[i], expected[i] - 1, expected[i] + 1);
            }
        }

        clipped.AssertGuardsUntouched();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(9, 1)]
    [InlineData(37, 23)]
    public void Coordinates_of_any_magnitude_stay_inside_the_picture(int width, int height)
    {
        var random = new Random(20261120);
        foreach (PixelFormat format in PixelFormats.Interleaved)
        {
            var picture = new GuardedPicture(width, height, format);
            for (int i = 0; i < 300; i++)
            {
                var color = new Rgb((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
                float thickness = MathF.Pow(10, random.Next(-2, 3)) * random.NextSingle();
                picture.Canvas.FillRectangle(Any(), Any(), Any(), Any(), color, random.NextSingle());
                picture.Canvas.DrawRectangle(Any(), Any(), Any(), Any(), color, thickness);
                picture.Canvas.DrawLine(Any(), Any(), Any(), Any(), color, thickness);
                picture.Canvas.FillDisc(Any(), Any(), thickness * 10, color);
                picture.Canvas.DrawText(Any(), Any(), "Wág", 1 + 40 * random.NextSingle(), color);
            }

            picture.Canvas.DrawLine(float.MinValue, float.MinValue, float.MaxValue, float.MaxValue, Rgb.White, float.MaxValue);
            picture.Canvas.DrawRectangle(float.MinValue, 0, float.MaxValue, float.MaxValue, Rgb.White, float.MaxValue);
            picture.AssertGuardsUntouched();
        }

        float Any() => (random.NextSingle() * 2 - 1) * MathF.Pow(10, random.Next(0, 39));
    }

    [Fact]
    public void Line_between_far_points_crosses_the_picture_where_it_should()
    {
        var far = new GuardedPicture(40, 40);
        var near = new GuardedPicture(40, 40);
        far.Canvas.DrawLine(-1e9f, -1e9f, 1e9f, 1e9f, Rgb.White, 3);
        near.Canvas.DrawLine(-50, -50, 90, 90, Rgb.White, 3);
        AssertSame(near, far, tolerance: 1);
        Assert.Equal(255, far[20, 20]);
    }

    [Theory]
    [InlineData(PixelFormat.Rgb24, 0, 1, 2)]
    [InlineData(PixelFormat.Bgr24, 2, 1, 0)]
    [InlineData(PixelFormat.Rgba32, 0, 1, 2)]
    [InlineData(PixelFormat.Bgra32, 2, 1, 0)]
    public void Every_colour_format_gives_the_same_picture(PixelFormat format, int red, int green, int blue)
    {
        GuardedPicture expected = DrawOnGradient(PixelFormat.Rgb24);
        GuardedPicture actual = DrawOnGradient(format);
        int step = format.BytesPerPixel();
        for (int y = 0; y < expected.Height; y++)
        {
            for (int x = 0; x < expected.Width; x++)
            {
                ReadOnlySpan<byte> pixel = actual.Row(y).Slice(x * step, step);
                ReadOnlySpan<byte> reference = expected.Row(y).Slice(x * 3, 3);
                Assert.Equal((reference[0], reference[1], reference[2]), (pixel[red], pixel[green], pixel[blue]));
                if (step == 4) Assert.Equal(255, pixel[3]);
            }
        }
    }

    [Fact]
    public void Grey_picture_shows_the_luma_of_the_coloured_one()
    {
        GuardedPicture coloured = DrawOnGradient(PixelFormat.Rgb24);
        GuardedPicture grey = DrawOnGradient(PixelFormat.Gray8);
        for (int y = 0; y < grey.Height; y++)
        {
            for (int x = 0; x < grey.Width; x++)
            {
                // Up to six layers lie over each other; each rounds.
                Span<byte> pixel = coloured.Row(y).Slice(x * 3, 3);
                int luma = new Rgb(pixel[0], pixel[1], pixel[2]).Luma;
                Assert.InRange(grey[x, y], luma - 2, luma + 2);
            }
        }
    }

    [Fact]
    public void Drawing_on_transparent_pixels_leaves_the_drawn_colour_with_its_coverage_as_alpha()
    {
        var picture = new GuardedPicture(10, 10, PixelFormat.Rgba32);
        picture.Canvas.FillRectangle(2, 2, 5.5f, 8, new Rgb(10, 200, 30), 0.5f);
        Assert.Equal(new byte[] { 10, 200, 30, 128 }, picture.Row(4).Slice(3 * 4, 4));
        Assert.Equal(new byte[] { 10, 200, 30, 64 }, picture.Row(4).Slice(5 * 4, 4));
        Assert.Equal(new byte[] { 0, 0, 0, 0 }, picture.Row(4).Slice(6 * 4, 4));
    }

    [Fact]
    public void Drawing_over_translucent_pixels_mixes_by_the_shares_of_alpha()
    {
        var picture = new GuardedPicture(1, 1, PixelFormat.Bgra32);
        new byte[] { 200, 0, 0, 128 }.CopyTo(picture.Row(0));
        picture.Canvas.FillRectangle(0, 0, 1, 1, new Rgb(200, 0, 0), 0.5f);

        // Alpha 0.5 over 0.5 is 0.75, two thirds of it from above.
        Assert.InRange(picture.Row(0)[3], 191, 192);
        Assert.InRange(picture.Row(0)[0], 66, 68);
        Assert.InRange(picture.Row(0)[2], 132, 134);
    }

    [Fact]
    public void Buffer_and_span_give_the_same_picture()
    {
        using var buffer = new ImageBuffer(50, 40, PixelFormat.Bgr24);
        buffer.Pixels.Clear();
        var picture = new GuardedPicture(50, 40, PixelFormat.Bgr24);
        Scene.Draw(new ImageCanvas(buffer), 25, 20);
        Scene.Draw(picture.Canvas, 25, 20);
        for (int y = 0; y < 40; y++) Assert.Equal(picture.Row(y), buffer.GetRow(y));
    }

    [Fact]
    public void Default_canvas_shows_nothing_and_does_not_throw()
    {
        Scene.Draw(default, 0, 0);
        Assert.Equal(0, default(ImageCanvas).Width);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Coordinates_that_are_not_finite_are_refused_and_nothing_is_drawn(float bad)
    {
        var picture = new GuardedPicture(40, 40);
        for (int i = 0; i < 4; i++)
        {
            float[] c = [5, 6, 25, 26];
            c[i] = bad;
            Assert.Throws<ArgumentException>(() => picture.Canvas.FillRectangle(c[0], c[1], c[2], c[3], Rgb.White));
            Assert.Throws<ArgumentException>(() => picture.Canvas.DrawRectangle(c[0], c[1], c[2], c[3], Rgb.White));
            Assert.Throws<ArgumentException>(() => picture.Canvas.DrawLine(c[0], c[1], c[2], c[3], Rgb.White));
        }

        Assert.Throws<ArgumentException>(() => picture.Canvas.DrawPolyline([new(1, 1), new(2, bad)], false, Rgb.White));
        Assert.Throws<ArgumentException>(() => picture.Canvas.FillDisc(bad, 5, 3, Rgb.White));
        Assert.Throws<ArgumentException>(() => picture.Canvas.FillDisc(5, bad, 3, Rgb.White));
        Assert.Throws<ArgumentException>(() => picture.Canvas.DrawText(bad, 5, "x", 20, Rgb.White));
        Assert.Throws<ArgumentException>(() => picture.Canvas.DrawText(5, bad, "x", 20, Rgb.White));
        Assert.Equal(0, picture.Ink);
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Lengths_and_opacities_out_of_range_are_refused(float bad)
    {
        var picture = new GuardedPicture(40, 40);
        Assert.Throws<ArgumentOutOfRangeException>("thickness", () => picture.Canvas.DrawRectangle(1, 1, 9, 9, Rgb.White, bad));
        Assert.Throws<ArgumentOutOfRangeException>("thickness", () => picture.Canvas.DrawLine(1, 1, 9, 9, Rgb.White, bad));
        Assert.Throws<ArgumentOutOfRangeException>("diameter", () => picture.Canvas.FillDisc(1, 1, bad, Rgb.White));
        Assert.Throws<ArgumentOutOfRangeException>("size", () => picture.Canvas.DrawText(1, 1, "x", bad, Rgb.White));
        Assert.Throws<ArgumentOutOfRangeException>("size", () => picture.Canvas.DrawText(1, 1, "x", 0, Rgb.White));
        Assert.Throws<ArgumentOutOfRangeException>("size", () => ImageCanvas.MeasureText("x", bad));
        Assert.Throws<ArgumentOutOfRangeException>("opacity", () => picture.Canvas.FillRectangle(1, 1, 9, 9, Rgb.White, bad));
        Assert.Throws<ArgumentOutOfRangeException>("opacity", () => picture.Canvas.FillRectangle(1, 1, 9, 9, Rgb.White, 1.01f));
        Assert.Equal(0, picture.Ink);
    }

    [Fact]
    public void Span_too_short_for_the_picture_is_refused()
    {
        byte[] pixels = new byte[10 * 3 * 9 + 29];
        Assert.Throws<ArgumentException>(() => new ImageCanvas(pixels, 10, 10, 30, PixelFormat.Rgb24));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageCanvas(pixels, 10, 5, 29, PixelFormat.Rgb24));
        Assert.Throws<ArgumentNullException>(() => new ImageCanvas(null!));
    }

    private static GuardedPicture DrawOnGradient(PixelFormat format)
    {
        var picture = new GuardedPicture(50, 40, format);
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                var color = new Rgb((byte)(x * 5), (byte)(y * 6), (byte)(255 - x * 3 - y));
                picture.Canvas.FillRectangle(x, y, x + 1, y + 1, color);
            }
        }

        Scene.Draw(picture.Canvas, 25, 20);
        return picture;
    }

    private static void AssertSame(GuardedPicture expected, GuardedPicture actual, int tolerance)
    {
        for (int y = 0; y < expected.Height; y++)
        {
            for (int x = 0; x < expected.Width; x++)
            {
                Assert.InRange(actual[x, y], expected[x, y] - tolerance, expected[x, y] + tolerance);
            }
        }
    }
}
