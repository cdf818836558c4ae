using System.Text.Json;
using EdgeInfer.Tests.Models.Store;

namespace EdgeInfer.Cli.Tests;

/// <summary><c>edgeinfer models</c>, and models that are named in place of a file; on a mirror of the test's own.</summary>
public sealed class ModelsTests : IDisposable
{
    private const string MnistSha256 = "bd5891fdd7987910bfc3d8fc9a697a88e48309e26e529faa87931fba52904fe8";

    private readonly TemporaryFolder _folder = new();

    private Tool Tool => new() { ModelCache = _folder.File("models"), WorkingFolder = _folder.Path };

    [Fact]
    public void List_shows_what_is_built_in_and_what_can_be_downloaded()
    {
        ToolResult text = Tool.Call("models", "list").AssertDone();
        Assert.Equal("", text.Error);
        string[] lines = text.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["name", "task", "size", "licence", "where"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches(@"^codes +detect +\d+\.\d MB +MIT +built in$", lines[1]);
        Assert.Contains(lines, static l => System.Text.RegularExpressions.Regex.IsMatch(l, @"^yolox_nano +detect +3\.7 MB +Apache-2\.0 +not here$"));

        JsonElement[] models = [.. Tool.Call("models", "list", "--json", "--task", "textrecognize").AssertDone().Json().EnumerateArray()];
        JsonElement rec = Assert.Single(models, static m => m.GetProperty("name").GetString() == "en_number_mobile_v2.0_rec");
        Assert.Equal(["name", "task", "license", "size_bytes", "state", "path", "sha256", "source"], JsonContract.Names(rec));
        Assert.Equal(("textRecognize", "absent", JsonValueKind.Null), (rec.GetProperty("task").GetString(), rec.GetProperty("state").GetString(), rec.GetProperty("path").ValueKind));
        Assert.All(models, static m => Assert.Equal("textRecognize", m.GetProperty("task").GetString()));

        Tool.Call("models", "list", "--task", "fly").AssertRefused(2, "--task fly", "textDetect");
    }

    [Fact]
    public void A_model_is_pulled_named_verified_and_removed()
    {
        byte[] mnist = File.ReadAllBytes(TestFiles.Mnist);
        using var mirror = new FileServer(request => request.Path == $"/{MnistSha256}/mnist.onnx" ? FileReply.Of(mnist, request) : FileReply.Empty(404));
        Tool tool = Tool with { ModelMirror = mirror.Address.AbsoluteUri };
        tool.Call("classify", TestFiles.Digit, "--model", "mnist").AssertRefused(3, "mnist", "'edgeinfer models pull mnist' downloads it", "MIT");
        Assert.Empty(mirror.Requests);

        ToolResult pulled = tool.Call("models", "pull", "mnist").AssertDone();
        string path = Path.Combine(tool.ModelCache, MnistSha256, "mnist.onnx");
        Assert.Equal($"mnist  {path}\n", pulled.Output);
        Assert.Equal("mnist: downloading 27 kB\n", pulled.Error);
        Assert.Equal(mnist, File.ReadAllBytes(path));

        JsonElement again = Assert.Single(tool.Call("models", "pull", "MNIST", "mnist", "--json").AssertDone().Json().EnumerateArray());
        Assert.Equal((path, MnistSha256, "cached"), (again.GetProperty("path").GetString(), again.GetProperty("sha256").GetString(), again.GetProperty("state").GetString()));
        Assert.Single(mirror.Requests);

        JsonElement picture = tool.Call("classify", TestFiles.Digit, "--model", "mnist", "--json").AssertDone().Json()[0];
        Assert.Equal(("mnist.onnx", "8"), (picture.GetProperty("model").GetString(), picture.GetProperty("top")[0].GetProperty("label").GetString()));
        Assert.Contains("mnist", tool.Call("inspect", "mnist").AssertDone().Output);

        Assert.Equal("mnist  OK\n", tool.Call("models", "verify").AssertDone().Output);
        mnist[100] ^= 1;
        File.WriteAllBytes(path, mnist);
        ToolResult damaged = tool.Call("models", "verify", "mnist", "yolox_nano");
        Assert.Equal((3, "mnist       damaged; 'edgeinfer models pull mnist' downloads it again\nyolox_nano  absent\n"), (damaged.ExitCode, damaged.Output));
        tool.Call("classify", TestFiles.Digit, "--model", "mnist").AssertRefused(3, "damaged", "'edgeinfer models pull mnist'");

        ToolResult removed = tool.Call("models", "verify", "--remove", "--json");
        JsonElement one = Assert.Single(removed.Json().EnumerateArray());
        Assert.Equal((3, "damaged", true), (removed.ExitCode, one.GetProperty("state").GetString(), one.GetProperty("removed").GetBoolean()));
        Assert.False(File.Exists(path));
        Assert.Contains("no model of the catalogue", tool.Call("models", "verify").AssertDone().Output);
    }

    [Fact]
    public void A_mirror_that_lies_is_found_out_and_the_others_are_still_pulled()
    {
        byte[] mnist = File.ReadAllBytes(TestFiles.Mnist);
        using var mirror = new FileServer(request => request.Path.EndsWith("/mnist.onnx", StringComparison.Ordinal) ? FileReply.Of(mnist, request) : FileReply.Whole("<html>"u8.ToArray()));
        Tool tool = Tool with { ModelMirror = mirror.Address.AbsoluteUri };

        ToolResult result = tool.Call("models", "pull", "yolox_nano", "mnist", "--json");

        Assert.Equal(3, result.ExitCode);
        Assert.Equal("mnist", Assert.Single(result.Json().EnumerateArray()).GetProperty("name").GetString());
        string error = Assert.Single(result.ErrorLines);
        Assert.StartsWith($"error: yolox_nano from {mirror.Address}", error);
        Assert.Contains("found 6 bytes of application/octet-stream, expected 3660092", error);
    }

    [Fact]
    public void Names_that_are_none_are_refused_with_the_nearest()
    {
        Tool.Call("models", "pull", "yolox_nan").AssertRefused(2, "yolox_nan: no model of that name", "did you mean yolox_nano?");
        Tool.Call("models", "pull", "codes").AssertRefused(2, "codes", "built into the tool");
        Tool.Call("models", "pull").AssertRefused(2, "name models", "--all");
        Tool.Call("models", "pull", "--all", "mnist").AssertRefused(2, "--all");
        Tool.Call("models", "verify", "yolox").AssertRefused(2, "yolox: no model of that name");
        Tool.Call("detect", TestFiles.Parcel, "--model", "yolox_nan").AssertRefused(3, "yolox_nan: no such model file", "did you mean yolox_nano");
        Tool.Call("face", "detect", TestFiles.Parcel, "--model", "yunet_n_dynamic").AssertRefused(3, "'edgeinfer models pull yunet_n_dynamic'");
    }

    [Fact]
    public void A_file_comes_before_a_name()
    {
        File.WriteAllText(_folder.File("mnist"), "no model");
        Tool.Call("classify", TestFiles.Parcel, "--model", "mnist").AssertRefused(3, "mnist", "expected an ONNX model, found text");
    }

    [Fact]
    public void What_is_built_in_has_a_name_too()
    {
        Assert.Equal("codes (built in)", Tool.Call("detect", TestFiles.Parcel, "--model", "codes", "--json").AssertDone().Json()[0].GetProperty("model").GetString());
        Tool.Call("inspect", "codes").AssertRefused(3, "codes", "built into the tool");
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_told()
    {
        _folder.Write("file", []);
        (Tool with { ModelCache = Path.Combine(_folder.Path, "file", "below"), ModelMirror = "http://127.0.0.1:9" }).Call("models", "pull", "mnist", "--json").AssertRefused(3, "file", "EDGEINFER_MODEL_CACHE");
    }

    public void Dispose() => _folder.Dispose();
}
