using System.Text.Json;

namespace EdgeInfer.Cli.Tests;

public sealed class ClassifyTests
{
    [Fact]
    public void Json_follows_the_contract()
    {
        string picture = TestData.Path("images/hummingbird.jpg");
        ToolResult result = Tool.Run("classify", picture, "--model", TestFiles.Squeezenet, "--json").AssertDone();

        Assert.Equal("", result.Error);
        JsonElement top = JsonContract.AssertPicture(Assert.Single(result.Json().EnumerateArray()), picture, 450, 450, "squeezenet1_1_int8_qdq.onnx", "top");
        Assert.Equal(5, top.GetArrayLength());
        Assert.All(top.EnumerateArray(), JsonContract.AssertClassification);
        Assert.Equal((94, "hummingbird"), (top[0].GetProperty("class_id").GetInt32(), top[0].GetProperty("label").GetString()));
        Assert.True(top[0].GetProperty("score").GetDouble() > 0.9);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("3", 3)]
    // The model has ten classes.
    [InlineData("2000", 10)]
    public void Top_says_how_many_classes(string top, int expected)
    {
        ToolResult result = Tool.Run("classify", TestFiles.Digit, "-m", TestFiles.Mnist, "--top", top, "--json").AssertDone();

        JsonElement ranking = result.Json()[0].GetProperty("top");
        Assert.Equal(expected, ranking.GetArrayLength());
        Assert.Equal("8", ranking[0].GetProperty("label").GetString());
    }

    [Fact]
    public void Text_lists_classes_with_percentages()
    {
        ToolResult result = Tool.Run("classify", TestFiles.Digit, "-m", TestFiles.Mnist, "--top", "2").AssertDone();

        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Matches(@"digit_28\.png \(28×28\): 8, [0-9.]+ ms$", lines[0]);
        Assert.Matches(@"^ +\d+\.\d%  8$", lines[1]);
    }

    [Fact]
    public void Scores_that_are_no_probabilities_get_no_percent_sign()
    {
        using var folder = new TemporaryFolder();
        string manifest = folder.Write("logits.json", """{ "task": "classify", "labelSet": "imagenet-1k", "softmax": false }"""u8);

        ToolResult result = Tool.Run("classify", TestData.Path("images/hummingbird.jpg"), "--model", TestFiles.Squeezenet, "--manifest", manifest, "--top", "1").AssertDone();

        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^ +\d+\.\d\d  [a-z]", lines[1]);
    }

    [Fact]
    public void A_list_of_providers_is_an_order_of_preference()
    {
        ToolResult result = Tool.Run("classify", TestFiles.Digit, "-m", TestFiles.Mnist, "--provider", "webgpu,cpu", "--json").AssertDone();

        JsonElement picture = Assert.Single(result.Json().EnumerateArray());
        Assert.Contains(picture.GetProperty("provider").GetString(), (string[])["webgpu", "cpu"]);
        Assert.Equal("8", picture.GetProperty("top")[0].GetProperty("label").GetString());
    }

    [Fact]
    public void A_manifest_can_be_given()
    {
        using var folder = new TemporaryFolder();
        string manifest = folder.Write("digits.json", """
            {
              "task": "classify",
              "input": { "color": "gray", "polarity": "lightOnDark" },
              "labels": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
              "softmax": true
            }
            """u8);

        ToolResult result = Tool.Run("classify", TestFiles.Digit, "-m", TestFiles.Mnist, "--manifest", manifest, "--json").AssertDone();

        Assert.Equal("eight", result.Json()[0].GetProperty("top")[0].GetProperty("label").GetString());
    }
}
