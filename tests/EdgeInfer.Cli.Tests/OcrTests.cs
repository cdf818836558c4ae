using System.Text.Json;

namespace EdgeInfer.Cli.Tests;

public sealed class OcrTests
{
    private static string[] Models => ["--det", TestFiles.TextDetector, "--rec", TestFiles.TextRecognizer, "--cls", TestFiles.LineClassifier];

    [Fact]
    public void Json_follows_the_contract()
    {
        string picture = TestData.Path("images/ocr_plate_alaska.jpg");
        ToolResult result = Tool.Run(["ocr", picture, .. Models, "--json"]).AssertDone();

        Assert.Equal("", result.Error);
        JsonElement lines = JsonContract.AssertPicture(
            Assert.Single(result.Json().EnumerateArray()), picture, 496, 245, "en_PP-OCRv3_det.onnx + ppocr_v2_cls.onnx + en_number_v2_rec.onnx", "lines");
        Assert.All(lines.EnumerateArray(), static line =>
        {
            Assert.Equal(["text", "score", "quad"], JsonContract.Names(line));
            Assert.InRange(line.GetProperty("score").GetDouble(), 0.5, 1);
            JsonElement[] quad = [.. line.GetProperty("quad").EnumerateArray()];
            Assert.Equal(4, quad.Length);
            Assert.All(quad, static corner => Assert.Equal(2, corner.GetArrayLength()));
            // Clockwise from the corner at the top left.
            Assert.True(quad[0][0].GetDouble() < quad[1][0].GetDouble() && quad[1][1].GetDouble() < quad[2][1].GetDouble());
        });
        Assert.Equal(["ALASKA", "USA907", "MOOSECOUNTRY"], lines.EnumerateArray().Select(static l => l.GetProperty("text").GetString()!.Replace(" ", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_models_the_built_in_ones_read()
    {
        string picture = TestData.Path("images/ocr_phototest.png");

        JsonElement page = Tool.Run("ocr", picture, "--json").AssertDone().Json()[0];

        Assert.Equal("text-det (built in) + text-rec (built in)", page.GetProperty("model").GetString());
        Assert.Contains(page.GetProperty("lines").EnumerateArray(), static l => l.GetProperty("text").GetString()!.Contains("brown dog", StringComparison.Ordinal));
        // One of them may be somebody else's.
        Assert.Equal("text-det (built in) + en_number_v2_rec.onnx", Tool.Run("ocr", picture, "--rec", TestFiles.TextRecognizer, "--json").AssertDone().Json()[0].GetProperty("model").GetString());
    }

    [Fact]
    public void A_page_upside_down_is_read_without_a_classifier()
    {
        string[] models = ["--det", TestFiles.TextDetector, "--rec", TestFiles.TextRecognizer];
        JsonElement page = Tool.Run(["ocr", TestData.Path("images/ocr_phototest_rot180.png"), .. models, "--characters", "--json"]).AssertDone().Json()[0];
        JsonElement[] lines = [.. page.GetProperty("lines").EnumerateArray()];
        Assert.All(lines, static l => Assert.Equal(180, l.GetProperty("rotation").GetInt32()));
        Assert.Contains(lines, static l => l.GetProperty("text").GetString()!.Contains("brown dog", StringComparison.Ordinal));
    }

    [Fact]
    public void Characters_and_regions_are_given_on_request()
    {
        string picture = TestData.Path("images/ocr_receipt_pho.jpg");
        JsonElement[] lines = Read("ocr", picture, "--roi", "500,430,190,150", "--characters", "--pattern", @"\$\d+\.\d\d");

        Assert.Equal(["$7.95", "$3.95", "$9.50"], lines.Select(static l => l.GetProperty("text").GetString()));
        Assert.All(lines, static line =>
        {
            Assert.Equal(["text", "score", "quad", "rotation", "characters"], JsonContract.Names(line));
            Assert.Equal(line.GetProperty("text").GetString(), string.Concat(line.GetProperty("characters").EnumerateArray().Select(static c => c.GetProperty("text").GetString())));
            Assert.InRange(line.GetProperty("quad")[0][0].GetDouble(), 500, 690);
        });
    }

    [Fact]
    public void Digits_alone_and_characters_alone_are_read()
    {
        string picture = TestData.Path("images/crop_time.png");
        Assert.All(Read("ocr", picture, "--digits", "--conf", "0"), static l => Assert.Matches("^[0-9]+$", l.GetProperty("text").GetString()));
        Assert.All(Read("ocr", picture, "--chars", "0123456789:", "--conf", "0"), static l => Assert.Matches("^[0-9:]+$", l.GetProperty("text").GetString()));
    }

    [Fact]
    public void Text_lists_the_lines_and_the_picture_is_drawn_on()
    {
        using var folder = new TemporaryFolder();
        string picture = TestData.Path("images/ocr_test_1bit.png"), drawn = folder.File("drawn.png");
        ToolResult result = Tool.Run(["ocr", picture, .. Models, "--out", drawn]).AssertDone();

        Assert.Contains("1 line", result.Output);
        Assert.Contains("TEST", result.Output);
        Assert.Contains("en_PP-OCRv3_det.onnx on cpu", result.Error);
        Assert.Contains("en_number_v2_rec.onnx on cpu", result.Error);
        Assert.True(File.Exists(drawn));
    }

    [Fact]
    public void A_dictionary_of_another_length_is_code_3()
    {
        using var folder = new TemporaryFolder();
        string dictionary = folder.Write("dict.txt", "a\nb\n"u8);
        Tool.Run(["ocr", TestData.Path("images/crop_time.png"), .. Models, "--dict", dictionary]).AssertRefused(3, "2 dictionary entries", "97 classes");
    }

    [Fact]
    public void Models_in_each_others_place_are_code_3() =>
        Tool.Run("ocr", TestData.Path("images/crop_time.png"), "--det", TestFiles.TextRecognizer, "--rec", TestFiles.TextDetector).AssertRefused(3, "textRecognize", "--rec");

    [Fact]
    public void The_sample_reads_a_receipt_and_its_amounts()
    {
        string sample = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Tool.Command[1])!, "..", "..", "Ocr", Path.GetFileName(Path.GetDirectoryName(Tool.Command[1])!), "Ocr.dll"));
        ToolResult result = new Tool().CallWords(Tool.Command[0], sample, TestFiles.TextDetector, TestFiles.TextRecognizer, TestData.Path("images/ocr_receipt_pho.jpg"), TestFiles.LineClassifier).AssertDone();

        Assert.Contains("107 State Street", result.Output);
        string amounts = Assert.Single(result.Output.Split('\n'), static l => l.StartsWith("amounts: ", StringComparison.Ordinal));
        Assert.Contains("$7.95; $3.95; $9.50", amounts);
        Assert.Equal(2, new Tool().CallWords(Tool.Command[0], sample).ExitCode);
    }

    private static JsonElement[] Read(params string[] words) =>
        [.. Tool.Run([.. words, .. Models, "--json"]).AssertDone().Json()[0].GetProperty("lines").EnumerateArray()];
}
