using System.Text.Json.Nodes;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

public sealed class DetectionExportTests
{
    private static readonly Detection Cat = new(1, "cat", 0.875f, new(10, 20, 30, 60));

    private static readonly Detection Ship = new(2, "ship", 0.5f, new OrientedBox(50, 40, 20, 10, MathF.PI / 2).Bounds) { Oriented = new(50, 40, 20, 10, MathF.PI / 2) };

    [Fact]
    public void Yolo_has_relative_centres_and_sizes()
    {
        Assert.Equal("1 0.200000 0.500000 0.200000 0.500000\n", YoloText.Format([Cat], 100, 80));
        Assert.Equal("1 0.200000 0.500000 0.200000 0.500000 0.875000\n", YoloText.Format([Cat], 100, 80, withScores: true));
        // Clockwise from the corner that is top left before the box is turned.
        Assert.Equal("2 0.550000 0.375000 0.550000 0.625000 0.450000 0.625000 0.450000 0.375000\n", YoloText.Format([Ship], 100, 80));
        Assert.Empty(YoloText.Format([], 100, 80));
        Assert.Throws<ArgumentOutOfRangeException>(static () => YoloText.Format([], 0, 80));
        Assert.Throws<ArgumentNullException>(static () => YoloText.Format(null!, 1, 1));
    }

    [Fact]
    public void Coco_has_pictures_categories_and_annotations()
    {
        var dataset = new CocoDataset(["dog", "cat"]);
        dataset.Add("a.jpg", 100, 80, [Cat, Ship]);
        dataset.Add("empty.jpg", 5, 4, []);
        JsonNode json = Parse(dataset);

        Assert.Equal(2, dataset.ImageCount);
        Assert.Equal("""[{"id":1,"file_name":"a.jpg","width":100,"height":80},{"id":2,"file_name":"empty.jpg","width":5,"height":4}]""", json["images"]!.ToJsonString());
        // A class beyond the labels appears as it was found.
        Assert.Equal("""[{"id":0,"name":"dog"},{"id":1,"name":"cat"},{"id":2,"name":"ship"}]""", json["categories"]!.ToJsonString());
        JsonArray annotations = json["annotations"]!.AsArray();
        Assert.Equal("""{"id":1,"image_id":1,"category_id":1,"bbox":[10,20,20,40],"area":800,"iscrowd":0,"score":0.875}""", annotations[0]!.ToJsonString());
        Assert.Equal("[[55,30,55,50,45,50,45,30]]", annotations[1]!["segmentation"]!.ToJsonString());
        Assert.Equal(200, (double)annotations[1]!["area"]!);
        Assert.Equal(2, annotations.Count);
    }

    [Fact]
    public void Nothing_found_is_a_data_set_too() =>
        Assert.Equal("""{"images":[],"categories":[],"annotations":[]}""", Parse(new CocoDataset([])).ToJsonString());

    [Fact]
    public void Bad_calls_are_named()
    {
        var dataset = new CocoDataset([]);
        Assert.Throws<ArgumentNullException>(static () => new CocoDataset(null!));
        Assert.Throws<ArgumentNullException>(() => dataset.Add(null!, 1, 1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Add("a", 0, 1, []));
        Assert.Throws<ArgumentNullException>(() => dataset.Add("a", 1, 1, null!));
        Assert.Throws<ArgumentNullException>(() => dataset.WriteTo(null!));
    }

    private static JsonNode Parse(CocoDataset dataset)
    {
        using var stream = new MemoryStream();
        dataset.WriteTo(stream);
        return JsonNode.Parse(stream.ToArray())!;
    }
}
