using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Imaging.Drawing;

public class TagLayoutTests
{
    private const int Width = 640;
    private const int Height = 480;
    private static readonly (double Width, double Height) TagSize = (90, 16);

    [Fact]
    public void Tag_stands_on_the_upper_left_corner()
    {
        PixelBounds tag = Assert.Single(Place(new PixelBounds(100, 120, 300, 400)));
        Assert.Equal(new PixelBounds(100, 104, 190, 120), tag);
    }

    [Fact]
    public void Without_room_above_the_tag_goes_inside()
    {
        PixelBounds tag = Assert.Single(Place(new PixelBounds(100, 9, 300, 400)));
        Assert.Equal(new PixelBounds(100, 9, 190, 25), tag);
    }

    [Fact]
    public void Without_room_above_or_inside_the_tag_hangs_below()
    {
        PixelBounds tag = Assert.Single(Place(new PixelBounds(100, 9, 300, 40)));
        Assert.Equal(new PixelBounds(100, 40, 190, 56), tag);
    }

    [Fact]
    public void Tag_of_a_frame_at_the_right_border_slides_into_the_picture()
    {
        PixelBounds tag = Assert.Single(Place(new PixelBounds(600, 120, 640, 400)));
        Assert.Equal(new PixelBounds(550, 104, 640, 120), tag);
    }

    [Fact]
    public void Tag_of_a_frame_around_the_whole_picture_lies_inside()
    {
        PixelBounds tag = Assert.Single(Place(new PixelBounds(0, 0, Width, Height)));
        Assert.Equal(new PixelBounds(0, 0, 90, 16), tag);
    }

    [Fact]
    public void First_frame_has_the_first_choice()
    {
        var frame = new PixelBounds(100, 120, 300, 400);
        PixelBounds[] tags = Place(frame, frame, frame);
        Assert.Equal(new PixelBounds(100, 104, 190, 120), tags[0]);
        Assert.Equal(new PixelBounds(100, 400, 190, 416), tags[1]);
        Assert.Equal(new PixelBounds(100, 120, 190, 136), tags[2]);
    }

    [Theory]
    [InlineData(100, 120, 300, 400)]
    [InlineData(300, 200, 310, 210)] // tiny
    [InlineData(0, 0, Width, Height)]
    [InlineData(560, 430, 640, 480)]
    [InlineData(0, 0, 30, 200)]
    public void Ten_tags_of_the_same_frame_do_not_overlap(double x1, double y1, double x2, double y2)
    {
        PixelBounds[] frames = [.. Enumerable.Repeat(new PixelBounds(x1, y1, x2, y2), 10)];
        AssertApartAndInside(Place(frames));
    }

    [Fact]
    public void Scattered_frames_get_tags_that_do_not_overlap()
    {
        for (int seed = 0; seed < 100; seed++) AssertApartAndInside(Place(RandomFrames(seed, 12)));
    }

    [Fact]
    public void Crowded_frames_still_get_a_tag_in_the_picture()
    {
        PixelBounds[] tags = Place(RandomFrames(seed: 1, count: 600));
        Assert.All(tags, AssertInside);
    }

    [Fact]
    public void Taken_places_are_shared_where_they_are_covered_least()
    {
        // 64 × 16 holds one tag: the second cannot avoid it, but both are shown.
        PixelBounds[] tags = TagLayout.Place(64, 16, [new(0, 0, 64, 16), new(0, 0, 64, 16)], [(60, 16), (60, 16)]);
        Assert.All(tags, tag => Assert.Equal((60, 16), (tag.Width, tag.Height)));
    }

    [Theory]
    [InlineData(91, 15)]
    [InlineData(89, 200)]
    [InlineData(1, 1)]
    public void Tags_larger_than_the_picture_get_no_place(int width, int height)
    {
        PixelBounds tag = Assert.Single(TagLayout.Place(width, height, [new(0, 0, width, height)], [TagSize]));
        Assert.True(tag.IsEmpty);
    }

    private static PixelBounds[] Place(params PixelBounds[] frames) =>
        TagLayout.Place(Width, Height, frames, [.. Enumerable.Repeat(TagSize, frames.Length)]);

    private static PixelBounds[] RandomFrames(int seed, int count)
    {
        var random = new Random(seed);
        var frames = new PixelBounds[count];
        for (int i = 0; i < count; i++)
        {
            int width = random.Next(4, 300), height = random.Next(4, 300);
            int x = random.Next(Width - width), y = random.Next(Height - height);
            frames[i] = new PixelBounds(x, y, x + width, y + height);
        }

        return frames;
    }

    private static void AssertApartAndInside(PixelBounds[] tags)
    {
        Assert.All(tags, AssertInside);
        for (int i = 0; i < tags.Length; i++)
        {
            for (int j = 0; j < i; j++) Assert.Equal(0, tags[i].CommonArea(tags[j]));
        }
    }

    private static void AssertInside(PixelBounds tag)
    {
        Assert.Equal(TagSize, (tag.Width, tag.Height));
        Assert.True(tag.X1 >= 0 && tag.Y1 >= 0 && tag.X2 <= Width && tag.Y2 <= Height, $"{tag} leaves the picture.");
    }
}
