using System.Text.Json;

namespace EdgeInfer.Cli.Tests;

public sealed class DetectTests
{
    private const string Model = "yolox_nano.onnx";

    [Fact]
    public void Json_follows_the_contract_in_pixels_of_the_upright_picture()
    {
        string picture = TestData.Path("images/dog_bike_exif6.jpg");
        ToolResult result = Tool.Run("detect", picture, "--model", TestFiles.Yolox, "--json").AssertDone();

        Assert.Equal("", result.Error);
        JsonElement only = Assert.Single(result.Json().EnumerateArray());
        // Stored as 576×768 and turned by its EXIF orientation.
        JsonElement detections = JsonContract.AssertPicture(only, picture, 768, 576, Model, "detections");
        Assert.All(detections.EnumerateArray(), JsonContract.AssertDetection);

        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(TestData.Path("expected/yolox_nano__dog_bike_exif6.json")));
        JsonElement[] reference = [.. expected.RootElement.GetProperty("result").GetProperty("detections").EnumerateArray()];
        Assert.Equal(reference.Length, detections.GetArrayLength());
        Assert.All(reference, r => Assert.Contains(detections.EnumerateArray(), d => Agrees(d, r)));
        // Best first.
        double[] scores = [.. detections.EnumerateArray().Select(static d => d.GetProperty("score").GetDouble())];
        Assert.Equal(scores.OrderDescending(), scores);
    }

    [Fact]
    public void Inputs_are_files_and_folders_in_the_order_given()
    {
        using var folder = new TemporaryFolder();
        string inside = Directory.CreateDirectory(folder.File("more")).FullName;
        File.Copy(TestFiles.Parcel, Path.Combine(inside, "b.png"));
        File.Copy(TestFiles.Parcel, Path.Combine(inside, "A.PNG"));
        File.WriteAllText(Path.Combine(inside, "notes.txt"), "not a picture");
        // A file that is named is taken whatever it is called.
        File.Copy(TestFiles.Parcel, folder.File("picture.bin"));

        ToolResult result = new Tool { WorkingFolder = folder.Path }.Call("detect", "picture.bin", "more", "--model", TestFiles.Codes, "--json").AssertDone();

        string[] images = [.. result.Json().EnumerateArray().Select(static p => p.GetProperty("image").GetString()!)];
        Assert.Equal(["picture.bin", Path.Combine("more", "A.PNG"), Path.Combine("more", "b.png")], images);
    }

    [Fact]
    public void A_picture_comes_through_standard_input()
    {
        ToolResult result = new Tool { Input = File.ReadAllBytes(TestFiles.Coffee) }.Call("detect", "-", "-m", TestFiles.Yolox, "--json").AssertDone();

        JsonElement detections = JsonContract.AssertPicture(Assert.Single(result.Json().EnumerateArray()), "-", 600, 400, Model, "detections");
        Assert.Contains(detections.EnumerateArray(), static d => d.GetProperty("label").GetString() == "cup");
    }

    [Fact]
    public void Names_with_spaces_and_letters_of_all_scripts_are_kept()
    {
        using var folder = new TemporaryFolder();
        string name = Path.Combine("two words", "größe 写真 é.png");
        Directory.CreateDirectory(folder.File("two words"));
        File.Copy(TestFiles.Digit, folder.File(name));
        string model = Path.Combine("two words", "модель 1.onnx");
        File.Copy(TestFiles.Yolox, folder.File(model));
        var tool = new Tool { WorkingFolder = folder.Path };

        ToolResult json = tool.Call("detect", name, "--model", model, "--json").AssertDone();
        ToolResult text = tool.Call("detect", name, "--model", model).AssertDone();

        JsonElement picture = Assert.Single(json.Json().EnumerateArray());
        JsonContract.AssertPicture(picture, name, 28, 28, "модель 1.onnx", "detections");
        // Readable, not escaped.
        Assert.Contains("größe 写真 é.png", json.Output);
        Assert.StartsWith($"{name} (28×28): ", text.Output);
    }

    [Fact]
    public void Confidence_and_overlap_replace_the_models_own()
    {
        string picture = TestData.Path("images/horse_cart.jpg");
        JsonElement.ArrayEnumerator Detections(params string[] options) =>
            Tool.Run(["detect", picture, "-m", TestFiles.Yolox, "--json", .. options]).AssertDone().Json()[0].GetProperty("detections").EnumerateArray();

        int usual = Detections().Count();
        JsonElement[] sure = [.. Detections("--conf", "0.6")];
        JsonElement[] overlapping = [.. Detections("--conf", "0.6", "--iou", "1")];

        Assert.All(sure, static d => Assert.True(d.GetProperty("score").GetDouble() >= 0.6));
        Assert.InRange(sure.Length, 1, usual - 1);
        // Nothing overlaps by more than 1, so nothing is suppressed.
        Assert.True(overlapping.Length > sure.Length);
    }

    [Theory]
    [InlineData("--provider", "cpu")]
    [InlineData("-p", "cuda,cpu")]
    [InlineData("--provider", "auto", "--threads", "1")]
    public void Providers_and_threads_do_not_change_what_is_found(params string[] options)
    {
        ToolResult result = Tool.Run(["detect", TestFiles.Coffee, "-m", TestFiles.Yolox, "--json", .. options]).AssertDone();

        JsonElement picture = Assert.Single(result.Json().EnumerateArray());
        Assert.Equal("cup", picture.GetProperty("detections")[0].GetProperty("label").GetString());
    }

    [Fact]
    public void Who_prefers_another_provider_hears_why_it_is_the_CPU()
    {
        ToolResult result = Tool.Run("detect", TestFiles.Coffee, "-m", TestFiles.Yolox, "-p", "openvino,cpu").AssertDone();

        Assert.Equal(2, result.ErrorLines.Length);
        Assert.StartsWith("yolox_nano.onnx on cpu (openvino,cpu: ", result.ErrorLines[0]);
        Assert.StartsWith("  openvino: passed over, the loaded ONNX Runtime was built without OpenVINOExecutionProvider", result.ErrorLines[^1]);
    }

    [Fact]
    public void Text_names_picture_objects_and_provider()
    {
        ToolResult result = Tool.Run("detect", TestFiles.Coffee, "-m", TestFiles.Yolox).AssertDone();

        string[] lines = result.Output.Split('\n');
        Assert.Matches(@"coffee\.png \(600×400\): 2 objects, [0-9.]+ ms$", lines[0]);
        Assert.Matches(@"^  cup +\d+\.\d% +x +[0-9.]+ … +[0-9.]+ +y +[0-9.]+ … +[0-9.]+$", lines[1]);
        // What was chosen is not a result.
        Assert.Matches(@"^yolox_nano\.onnx on cpu \(auto: .+\)$", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void Verbose_says_why_the_provider_and_where_the_manifest()
    {
        ToolResult result = Tool.Run("detect", TestFiles.Digit, "-m", TestFiles.Yolox, "--verbose").AssertDone();

        Assert.Contains("cuda: passed over", result.Error);
        Assert.Contains("catalogue of known models (yolox_nano)", result.Error);
    }

    [Fact]
    public void Without_a_model_codes_are_found()
    {
        ToolResult result = Tool.Run("detect", TestFiles.Parcel, "--tiles", "auto", "--json").AssertDone();

        JsonElement.ArrayEnumerator detections = Assert.Single(result.Json().EnumerateArray()).GetProperty("detections").EnumerateArray();
        Assert.All(detections, JsonContract.AssertDetection);
        Assert.Contains(detections, static d => d.GetProperty("label").GetString() == "qr");
        Assert.Contains(detections, static d => d.GetProperty("label").GetString() == "linear");
    }

    /// <summary>Same class, IoU of at least 0.9, score within 0.05.</summary>
    private static bool Agrees(JsonElement detection, JsonElement reference)
    {
        double[] a = [.. new[] { "x1", "y1", "x2", "y2" }.Select(n => detection.GetProperty(n).GetDouble())];
        double[] b = [.. reference.GetProperty("box").EnumerateArray().Select(static v => v.GetDouble())];
        double width = Math.Min(a[2], b[2]) - Math.Max(a[0], b[0]);
        double height = Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]);
        double shared = Math.Max(0, width) * Math.Max(0, height);
        double union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared;
        return detection.GetProperty("class_id").GetInt32() == reference.GetProperty("class_id").GetInt32()
            && detection.GetProperty("label").GetString() == reference.GetProperty("label").GetString()
            && Math.Abs(detection.GetProperty("score").GetDouble() - reference.GetProperty("score").GetDouble()) <= 0.05
            && shared >= 0.9 * union;
    }
}
