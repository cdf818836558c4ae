using System.Runtime.InteropServices;
using System.Text;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

/// <summary>Whatever is wrong with a model file, one line names the file, what was found and what to do.</summary>
public sealed class BadModelTests
{
    private static readonly ModelSessionOptions Cpu = new() { Providers = ProviderSelection.Cpu };

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TemporaryFolder();
        AssertRefused(folder.File("absent.onnx"), "no such model file", "check the path");
        AssertRefused(Path.Combine(folder.Path, "no such folder", "absent.onnx"), "no such model file", "check the path");
    }

    [Fact]
    public void A_folder_is_not_a_model()
    {
        using var folder = new TemporaryFolder();
        AssertRefused(folder.Path, "found a folder", "name the .onnx file");
    }

    public static TheoryData<string, string, string, string> WrongContent => new()
    {
        { "empty", "", "empty (0 bytes)", "download or export it again" },
        { "text", "Hello, I am not a model.\n", "found text starting with 'Hello, I am not a model.'", "saved instead of the model" },
        { "html", "<!DOCTYPE html>\n<html><body>404</body></html>", "found text starting with '<!DOCTYPE html>'", "web page" },
        { "json", "{\"message\":\"rate limit\"}", "found text starting with '{\"message\":\"rate limit\"}'", "error message" },
        { "lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 12\n", "Git LFS pointer", "git lfs pull" },
        { "png", "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR", "a file of another kind (it starts with 89504E470D0A1A0A)", "convert it to ONNX" },
        { "zip", "PK\u0003\u0004\u0014\0\0\0\b\0", "the model cannot be loaded", "truncated or damaged" },
        { "zeros", "\0\0\0\0\0\0\0\0\0\0", "a file of another kind", "convert it to ONNX" },
        { "one byte", "\b", "the model cannot be loaded", "truncated or damaged" },
    };

    [Theory]
    [MemberData(nameof(WrongContent))]
    public void A_file_of_another_kind_is_called_by_its_name(string kind, string content, string found, string remedy)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(content);
        using var folder = new TemporaryFolder();
        AssertRefused(folder.Write($"{kind}.onnx", bytes), found, remedy);

        var fromMemory = Assert.Throws<ModelLoadException>(() => ModelSession.Load(bytes, kind, Cpu));
        Assert.StartsWith(kind + ": ", fromMemory.Message);
        Assert.Contains(found, fromMemory.Message);
    }

    [Theory]
    [InlineData("mnist.onnx")]
    [InlineData("super_resolution_x3.onnx")]
    [InlineData("squeezenet1_1_int8_qdq.onnx")]
    public void A_truncated_model_is_refused_wherever_it_ends(string file)
    {
        byte[] model = File.ReadAllBytes(TestData.Path($"models/{file}"));
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        int[] lengths =
        [
            .. Enumerable.Range(0, 40), model.Length / 4, model.Length / 2, model.Length - 40, model.Length - 2, model.Length - 1,
            .. Enumerable.Range(0, 40).Select(_ => random.Next(model.Length)),
        ];
        foreach (int length in lengths)
        {
            try
            {
                using ModelSession session = ModelSession.Load(model[..length], "cut", Cpu);
                // A cut between two fields can leave a whole model behind: the fields after the graph are optional.
                Assert.True(length > model.Length - 100, $"{length} of {model.Length} bytes were taken for a model (seed {seed})");
            }
            catch (ModelLoadException e)
            {
                AssertOneLine(e.Message, "cut: ");
            }
        }
    }

    [Fact]
    public void A_damaged_model_is_refused_or_runs_but_never_crashes()
    {
        byte[] model = File.ReadAllBytes(TestData.Path("models/mnist.onnx"));
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 200; i++)
        {
            byte[] damaged = [.. model];
            // The structure lies between and after the weights; most bytes are weights.
            for (int k = 0; k < 20; k++) damaged[random.Next(2) == 0 ? random.Next(2500) : random.Next(model.Length)] = (byte)random.Next(256);
            try
            {
                using ModelSession session = ModelSession.Load(damaged, "damaged", Cpu);
            }
            catch (ModelLoadException e)
            {
                refused++;
                AssertOneLine(e.Message, "damaged: ");
            }
        }

        Assert.True(refused > 20, $"only {refused} of 200 damaged models were refused (seed {seed})");
    }

    [Fact]
    public void Missing_external_data_is_called_so()
    {
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float32, "4")
            .ExternalConstant("w", "4", "weights.bin", 16)
            .Node("Add", ["x", "w"], ["y"])
            .Output("y", TensorElementType.Float32, "4")
            .ToArray();
        using var folder = new TemporaryFolder();
        string path = folder.Write("split.onnx", model);
        AssertRefused(path, "external data (weights) must lie beside it", "weights.bin");

        folder.Write("weights.bin", new byte[7]);
        AssertRefused(path, "external data (weights) must lie beside it, whole");

        folder.Write("weights.bin", MemoryMarshal.AsBytes<float>([1, 2, 3, 4]));
        using ModelSession session = ModelSession.Load(path, Cpu);
        using IoBinding io = session.Rent();
        io.Run();
        Assert.Equal([1, 2, 3, 4], io.Output().AsSpan<float>());
    }

    [Fact]
    public void An_unknown_operator_is_named()
    {
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float32, "4")
            .Node("Teleport", ["x"], ["y"])
            .Output("y", TensorElementType.Float32, "4")
            .ToArray();
        AssertRefused(model, "Teleport", "operator this ONNX Runtime does not have");
    }

    [Fact]
    public void A_model_from_the_future_says_so()
    {
        AssertRefused(new TestModel { IrVersion = 99 }.Input("x", TensorElementType.Float32, "1").Node("Neg", ["x"], ["y"]).Output("y", TensorElementType.Float32, "1").ToArray(), "newer than ONNX Runtime", "older opset");
        AssertRefused(new TestModel { Opset = 999 }.Input("x", TensorElementType.Float32, "1").Node("Neg", ["x"], ["y"]).Output("y", TensorElementType.Float32, "1").ToArray(), "newer than ONNX Runtime", "older opset");
    }

    [Fact]
    public void A_graph_that_does_not_hang_together_is_refused()
    {
        AssertRefused(
            new TestModel().Input("x", TensorElementType.Float32, "1").Node("Neg", ["nowhere"], ["y"]).Output("y", TensorElementType.Float32, "1").ToArray(),
            "nowhere", "check that the model is valid");
        AssertRefused(
            new TestModel().Input("x", TensorElementType.Float32, "1").Input("z", TensorElementType.Int64, "1").Node("Add", ["x", "z"], ["y"]).Output("y", TensorElementType.Float32, "1").ToArray(),
            "Add", "check that the model is valid");
    }

    private static void AssertRefused(string path, params string[] parts)
    {
        var error = Assert.Throws<ModelLoadException>(() => ModelSession.Load(path, Cpu));
        Assert.Equal(path, error.Model);
        Assert.Equal("model-load", error.ErrorId);
        AssertOneLine(error.Message, path + ": ", parts);
    }

    private static void AssertRefused(byte[] model, params string[] parts)
    {
        using var folder = new TemporaryFolder();
        AssertRefused(folder.Write("model.onnx", model), parts);
    }

    private static void AssertOneLine(string message, string start, params string[] parts)
    {
        Assert.StartsWith(start, message);
        foreach (string part in parts) Assert.True(message.Contains(part, StringComparison.Ordinal), $"'{part}' is not in: {message}");
        Assert.DoesNotContain('\n', message);
    }
}
