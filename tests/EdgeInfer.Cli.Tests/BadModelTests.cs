namespace EdgeInfer.Cli.Tests;

/// <summary>Models and manifests that cannot be used: exit code 3 and one line that names the file.</summary>
public sealed class BadModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string[]> Files => new()
    {
        { "missing", ["model.onnx: no such model file", "check the path"] },
        { "text", ["model.onnx", "expected an ONNX model", "text starting with '<!doctype"] },
        { "truncated", ["model.onnx", "truncated or damaged", "download or export it again"] },
        { "empty", ["model.onnx", "empty (0 bytes)", "download or export it again"] },
        { "folder", ["model.onnx", "found a folder", "name the .onnx file"] },
        { "picture", ["model.onnx", "expected an ONNX model", "convert it to ONNX"] },
        { "pointer", ["model.onnx", "Git LFS pointer", "git lfs pull"] },
        { "external", ["model.onnx", "weights.bin"] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_is_no_model_is_refused(string kind, string[] mentions)
    {
        switch (kind)
        {
            case "text": _folder.Write("model.onnx", "<!doctype html><title>404</title>"u8); break;
            case "truncated": _folder.Write("model.onnx", File.ReadAllBytes(TestFiles.Codes).AsSpan(0, 10_000)); break;
            case "empty": _folder.Write("model.onnx", []); break;
            case "folder": Directory.CreateDirectory(_folder.File("model.onnx")); break;
            case "picture": File.Copy(TestFiles.Parcel, _folder.File("model.onnx")); break;
            case "external": _folder.Write("model.onnx", ModelBytes.WithExternalWeights("weights.bin")); break;
            case "pointer":
                _folder.Write("model.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:0b5e\nsize 12345\n"u8);
                break;
        }

        var tool = new Tool { WorkingFolder = _folder.Path };
        tool.Call("detect", TestFiles.Parcel, "--model", "model.onnx").AssertRefused(3, mentions);
        tool.Call("inspect", "model.onnx").AssertRefused(3, mentions[0][..mentions[0].IndexOf('x')]);
    }

    [Theory]
    [InlineData("""{ "task": "detect", "decoder": "ultralytics", "input": { "color": "gray" }, "labels": ["a", "b", "c", "d", "e"] }""", "codes.onnx", "input.color", "set ")]
    [InlineData("""{ "task": "detect", "decoder": "ultralytics", "labels": ["a", "b", "c"] }""", "codes.onnx", "3", "5")]
    [InlineData("""{ "task": "detect", "decoder": "ssd", "labels": ["a", "b", "c", "d", "e"] }""", "codes.onnx", "decoder Ssd", "correct the decoder")]
    [InlineData("""{ "task": "classify" }""", "codes.onnx", "'classify'", "'detect'")]
    [InlineData("""{ "task": "detect", "decoder": "ultralytics", "sha256": "0000000000000000000000000000000000000000000000000000000000000000" }""", "codes.onnx", "sha256")]
    [InlineData("""{ "task":""", "m.json", "line 1", "not valid")]
    [InlineData("no json", "m.json", "not valid")]
    [InlineData("""{ "task": "detect", "decoder": "ultralytics", "confidance": 0.3 }""", "m.json", "confidance")]
    [InlineData("""{ "task": "detect", "decoder": "ultralytics", "confidence": 3 }""", "m.json", "confidence", "from 0 to 1")]
    [InlineData("{}", "m.json", "task", "classify or detect")]
    [InlineData(null, "m.json: no such manifest file", "check the path")]
    public void A_manifest_that_does_not_fit_is_refused(string? json, params string[] mentions)
    {
        if (json is not null) File.WriteAllText(_folder.File("m.json"), json);

        new Tool { WorkingFolder = _folder.Path }
            .Call("detect", TestFiles.Parcel, "-m", TestFiles.Codes, "--manifest", "m.json")
            .AssertRefused(3, mentions);
    }

    [Fact]
    public void An_unknown_model_gets_a_manifest_to_start_from()
    {
        string model = _folder.Write("unknown.onnx", ModelBytes.WithMetadata(File.ReadAllBytes(TestFiles.Mnist), "made by", "a test"));

        ToolResult result = Tool.Run("classify", TestFiles.Digit, "-m", model);

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("error: ", result.Error);
        Assert.Contains("unknown.manifest.json", result.ErrorLines[0]);
        Assert.Contains("--manifest", result.ErrorLines[0]);
        // What is printed is a manifest the model loads with, once the labels are right.
        string skeleton = result.Error[result.Error.IndexOf('{', result.Error.IndexOf("A manifest to start from:", StringComparison.Ordinal))..];
        string labels = "\"labels\": [" + string.Join(',', Enumerable.Range(0, 10).Select(static i => $"\"{i}\"")) + "]";
        File.WriteAllText(_folder.File("unknown.manifest.json"), System.Text.RegularExpressions.Regex.Replace(skeleton, "\"labels\": \\[[^]]*\\]", labels));
        Tool.Run("classify", TestFiles.Digit, "-m", model, "--json").AssertDone();
    }

    [Fact]
    public void A_model_for_another_task_is_refused()
    {
        Tool.Run("detect", TestFiles.Digit, "-m", TestFiles.Mnist).AssertRefused(3, "mnist.onnx", "'classify'", "'detect'");
        Tool.Run("classify", TestFiles.Digit, "-m", TestFiles.Yolox).AssertRefused(3, "yolox_nano.onnx", "'detect'", "'classify'");
    }

    public void Dispose() => _folder.Dispose();
}
