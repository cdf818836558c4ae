using System.Text.Json;

namespace EdgeInfer.Cli.Tests;

/// <summary>The JSON that scripts rely on: names, their order, and kinds of values.</summary>
internal static class JsonContract
{
    private static readonly string[] Common = ["image", "width", "height", "model", "provider", "timings_ms"];

    public static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(static p => p.Name)];

    /// <summary>Checks what every picture's object has, and gives the task's own property, the last one.</summary>
    public static JsonElement AssertPicture(JsonElement picture, string image, int width, int height, string model, string task)
    {
        Assert.Equal([.. Common, task], Names(picture));
        Assert.Equal(image, picture.GetProperty("image").GetString());
        Assert.Equal((width, height), (picture.GetProperty("width").GetInt32(), picture.GetProperty("height").GetInt32()));
        Assert.Equal(model, picture.GetProperty("model").GetString());
        Assert.Equal("cpu", picture.GetProperty("provider").GetString());
        JsonElement timings = picture.GetProperty("timings_ms");
        Assert.Equal(["decode", "pre", "infer", "post"], Names(timings));
        Assert.All(timings.EnumerateObject(), static t => Assert.InRange(t.Value.GetDouble(), 0, Tool.Patience.TotalMilliseconds));
        Assert.True(timings.GetProperty("infer").GetDouble() > 0);
        return picture.GetProperty(task);
    }

    public static void AssertDetection(JsonElement detection)
    {
        Assert.Equal(["class_id", "label", "score", "x1", "y1", "x2", "y2"], Names(detection));
        Assert.True(detection.GetProperty("class_id").GetInt32() >= 0);
        Assert.NotEqual("", detection.GetProperty("label").GetString());
        Assert.InRange(detection.GetProperty("score").GetDouble(), 0, 1);
        Assert.True(detection.GetProperty("x1").GetDouble() < detection.GetProperty("x2").GetDouble());
        Assert.True(detection.GetProperty("y1").GetDouble() < detection.GetProperty("y2").GetDouble());
    }

    public static void AssertClassification(JsonElement classification)
    {
        Assert.Equal(["class_id", "label", "score"], Names(classification));
        Assert.InRange(classification.GetProperty("score").GetDouble(), 0, 1);
    }
}
