using System.Text.Json;
using EdgeInfer.Models;
using EdgeInfer.Tests.Vision;

namespace EdgeInfer.Cli.Tests;

public sealed class PoseTests
{
    [Fact]
    public void Json_follows_the_contract()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("pose.onnx", TinyPose.FindsPeople(3).Metadata("task", "pose").Metadata("names", "{0: 'person'}").Metadata("kpt_shape", "[2, 3]").ToArray());
        ToolResult result = Tool.Run("pose", TestFiles.Parcel, "--model", model, "--json", "--out", folder.File("out.png")).AssertDone();

        JsonElement people = JsonContract.AssertPicture(Assert.Single(result.Json().EnumerateArray()), TestFiles.Parcel, 1280, 960, "pose.onnx", "people");
        JsonElement person = Assert.Single(people.EnumerateArray());
        Assert.Equal(["score", "x1", "y1", "x2", "y2", "keypoints"], JsonContract.Names(person));
        Assert.Equal(2, person.GetProperty("keypoints").GetArrayLength());
        Assert.All(person.GetProperty("keypoints").EnumerateArray(), static k => Assert.Equal(3, k.GetArrayLength()));
        Assert.True(File.Exists(folder.File("out.png")));

        ToolResult text = Tool.Run("pose", TestFiles.Parcel, "-m", model).AssertDone();
        Assert.Contains("1 person", text.Output);
        Assert.Contains("point 1", text.Output);
        Tool.Run("pose", TestFiles.Parcel, "-m", model, "--det", TestFiles.Codes).AssertRefused(2, "--det", "finds people itself");
    }

    [Fact]
    public void Models_that_are_shown_one_person_take_a_detector()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("rtm.onnx", TinyPose.SeesBrightness(DecoderFamily.SimCc));
        ToolResult whole = Tool.Run("pose", TestFiles.Digit, "-m", model, "--json").AssertDone();
        JsonElement person = Assert.Single(whole.Json()[0].GetProperty("people").EnumerateArray());
        Assert.Equal((0, 28), (person.GetProperty("x1").GetDouble(), person.GetProperty("x2").GetDouble()));

        // The detector of codes finds none that is labelled person.
        ToolResult nobody = Tool.Run("pose", TestFiles.Parcel, "-m", model, "--det", TestFiles.Codes).AssertDone();
        Assert.Contains("nobody found", nobody.Output);
    }
}
