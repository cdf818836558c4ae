using EdgeInfer.Imaging;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

public sealed class TiledDetectionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Small_objects_of_a_large_picture_are_found_in_tiles_and_once()
    {
        string model = TestData.Path("models/yolox_nano.onnx");
        using ImageBuffer photo = new VipsCodec().Decode(TestData.Path("images/street_dog_walk.jpg"));
        // The photo in the corner of a picture eight times as wide: shrunk to the input, the street is a few pixels.
        using var large = new ImageBuffer(photo.Width * 8, photo.Height * 8, photo.Format);
        large.Pixels.Fill(114);
        const int left = 3000, top = 2000;
        for (int y = 0; y < photo.Height; y++) photo.GetRow(y).CopyTo(large.GetRow(top + y)[(left * 3)..]);

        using ObjectDetector whole = ObjectDetector.Load(model, new() { Session = TinyDetector.OneThread });
        using ObjectDetector tiled = ObjectDetector.Load(model, new() { Session = TinyDetector.OneThread, Tiles = new() { Size = 832, IncludeWhole = false } });
        IReadOnlyList<Detection> plain = whole.Detect(photo, Cancel);
        IReadOnlyList<Detection> found = tiled.Detect(large, Cancel);

        Detection[] sure = [.. plain.Where(static d => d.Score > 0.75f)];
        Assert.True(sure.Length >= 5);
        IReadOnlyList<Detection> shrunk = whole.Detect(large, Cancel);
        Assert.True(sure.Count(s => shrunk.Any(d => IsThe(s, d))) < sure.Length / 2);
        // Once: what two tiles show of it is one object.
        foreach (Detection one in sure) Assert.Single(found, d => IsThe(one, d));

        static bool IsThe(Detection sure, Detection seen) => seen.ClassId == sure.ClassId && seen.Box.IoU(sure.Box.Offset(left, top)) > 0.6f;
    }

    [Fact]
    public void A_picture_no_larger_than_a_tile_is_looked_at_as_ever()
    {
        using ObjectDetector plain = Load(null), tiled = Load(new DetectionTiles());
        using ImageBuffer image = SolidPicture.White(32, 32);
        Assert.Equal(plain.Detect(image, Cancel), tiled.Detect(image, Cancel));
    }

    [Fact]
    public async Task All_calls_look_at_tiles()
    {
        // Each white tile of 32 pixels shows two boxes; 80 pixels are three tiles a side, in which boxes repeat.
        using ObjectDetector tiled = Load(new DetectionTiles { IncludeWhole = false, Overlap = 0 });
        using ImageBuffer image = SolidPicture.White(96, 64);
        IReadOnlyList<Detection> found = tiled.Detect(image, out StageTimings timings, Cancel);
        Assert.Equal(12, found.Count);
        Assert.True(timings.Inference > TimeSpan.Zero);
        Assert.Contains(found, static d => d.Box == new BoundingBox(64 + 2, 32 + 4, 64 + 10, 32 + 12));
        Assert.Equal(found, Assert.Single(tiled.Detect([image], Cancel)));
        Assert.Equal(found, await tiled.DetectAsync(image, Cancel));
        Assert.Equal(found, Assert.Single(await tiled.DetectAsync([image], Cancel)));
        Assert.Throws<ArgumentException>(() => tiled.Detect([null!], Cancel));
    }

    [Fact]
    public void Cut_boxes_are_joined_and_whole_ones_in_front_of_larger_ones_stay()
    {
        Detection body = At(0, 0.8f, 90, 0, 160, 100), half = At(0, 0.9f, 90, 0, 130, 100), small = At(0, 0.7f, 100, 10, 120, 30), same = At(0, 0.6f, 101, 10, 120, 30);
        // The half is cut by its tile's edge: its better score stays, the box grows to what the other tile shows.
        Assert.Equal([At(0, 0.9f, 90, 0, 160, 100), small], TileMerge.Run([new(body, 1, false), new(half, 0, true), new(small, 1, false), new(same, 2, false)], 0.5f, false, 10));
        // Two halves that overlap too little are joined by the whole.
        Detection left = At(0, 0.9f, 0, 0, 60, 50), right = At(0, 0.8f, 40, 0, 100, 50), all = At(0, 0.7f, 0, 0, 100, 50);
        Assert.Equal([At(0, 0.9f, 0, 0, 100, 50)], TileMerge.Run([new(left, 0, true), new(right, 1, true), new(all, 2, false)], 0.5f, false, 10));
        // Another class is another object, unless classes do not matter.
        Detection cat = half with { ClassId = 1 };
        Assert.Equal(2, TileMerge.Run([new(body, 1, false), new(cat, 0, true)], 0.5f, false, 10).Length);
        Assert.Single(TileMerge.Run([new(body, 1, false), new(cat, 0, true)], 0.5f, true, 10));
        // Boxes of one tile have been compared already.
        Assert.Equal(2, TileMerge.Run([new(body, 1, false), new(half, 1, true)], 0.5f, false, 10).Length);
        Assert.Single(TileMerge.Run([new(body, 1, false), new(small, 1, false)], 0.5f, false, 1));
        Assert.Empty(TileMerge.Run([], 0.5f, false, 10));
    }

    [Theory]
    [InlineData(16, 0.2f)]
    [InlineData(20000, 0.2f)]
    [InlineData(640, 0.5f)]
    [InlineData(640, float.NaN)]
    public void Bad_tiles_are_named(int size, float overlap) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Load(new DetectionTiles { Size = size, Overlap = overlap }));

    private static Detection At(int classId, float score, float x1, float y1, float x2, float y2) => new(classId, "thing", score, new(x1, y1, x2, y2));

    private static ObjectDetector Load(DetectionTiles? tiles) => ObjectDetector.Load(
        TinyDetector.SeesWhite(), "tiny",
        new ObjectDetectorOptions { Manifest = TinyDetector.Manifest(DecoderFamily.Ultralytics, "left", "right"), Session = TinyDetector.OneThread, Tiles = tiles });
}
