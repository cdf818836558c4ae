using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;

namespace EdgeInfer.Tests.Models;

public sealed class OnnxModelInfoTests
{
    // Counted with the onnx Python package.
    [Theory]
    [InlineData("deeplabv3_mnv2_257", 4, "tf2onnx 1.10.1 a37f29", 9, 108, 688365, "Conv", 55)]
    [InlineData("en_PP-OCRv3_det", 8, "", 11, 660, 592729, "Constant", 380)]
    [InlineData("en_number_v2_rec", 8, "", 11, 676, 454877, "Constant", 397)]
    [InlineData("mnist", 3, "CNTK 2.5.1", 7, 12, 5998, "Add", 3)]
    [InlineData("mobilefacenet_112", 8, "pytorch 2.9.0", 18, 163, 990018, "Constant", 65)]
    [InlineData("pfld_ghostone_112", 4, "pytorch 1.11.0", 9, 110, 702866, "Conv", 51)]
    [InlineData("ppocr_v2_cls", 8, "", 11, 511, 133705, "Constant", 290)]
    [InlineData("squeezenet1_1_int8_qdq", 8, "quark.onnx 0.8+103c340fe2", 17, 197, 1235673, "DequantizeLinear", 91)]
    [InlineData("super_resolution_x3", 5, "pytorch 1.12.1", 10, 12, 59667, "Conv", 4)]
    [InlineData("ultraface_rfb_320", 4, "pytorch 1.2", 9, 242, 307683, "Conv", 52)]
    [InlineData("yolox_nano", 7, "pytorch 1.10", 11, 369, 904481, "Conv", 113)]
    [InlineData("yunet_n_dynamic", 6, "pytorch 1.7", 11, 163, 73873, "Conv", 59)]
    public void Real_models(string model, int irVersion, string producer, int opset, int nodes, long parameters, string commonest, int times)
    {
        OnnxModelInfo info = OnnxModelInfo.Read(TestData.Path($"models/{model}.onnx"));

        Assert.Equal((irVersion, producer, opset), (info.IrVersion, info.Producer, info.Opsets["ai.onnx"]));
        Assert.Equal((nodes, parameters), (info.NodeCount, info.ParameterCount));
        Assert.Equal(new KeyValuePair<string, int>(commonest, times), info.Operators.First());
        Assert.Equal(info.Operators.Values.OrderDescending(), info.Operators.Values);
        Assert.Empty(info.ExternalFiles);
    }

    [Fact]
    public void Domains_and_opsets_are_told_apart()
    {
        OnnxModelInfo info = OnnxModelInfo.Read(TestData.Path("models/squeezenet1_1_int8_qdq.onnx"));
        Assert.Equal(8, info.Opsets.Count);
        Assert.Equal((5, 1), (info.Opsets["ai.onnx.ml"], info.Opsets["com.microsoft.nchwc"]));
    }

    [Fact]
    public void External_files_are_named()
    {
        using var folder = new TemporaryFolder();
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float32, "4")
            .ExternalConstant("w", "4", "weights.bin", 16)
            .Constant("v", "2,2", 1, 2, 3, 4)
            .Node("Add", ["x", "w"], ["y"])
            .Output("y", TensorElementType.Float32, "4")
            .ToArray();
        OnnxModelInfo info = OnnxModelInfo.Read(folder.Write("m.onnx", model));

        Assert.Equal(["weights.bin"], info.ExternalFiles);
        Assert.Equal(8, info.ParameterCount);
        Assert.Equal(new Dictionary<string, int> { ["Add"] = 1 }, info.Operators);
    }

    [Fact]
    public void Every_truncation_is_a_model_load_exception_or_still_a_model()
    {
        using var folder = new TemporaryFolder();
        byte[] model = TinyModel();
        int end = model.AsSpan().LastIndexOf("extra"u8);
        for (int length = 0; length < model.Length; length++)
        {
            string path = folder.Write("m.onnx", model.AsSpan(0, length));
            ModelLoadException? error = Failure(path, $"{length} of {model.Length} bytes");
            // Metadata comes last: cut right before it, the file is a whole model.
            if (error is null) Assert.True(length >= end - 4, $"{length} of {model.Length} bytes read as a whole model.");
            else Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Damaged_models_and_random_bytes_give_nothing_but_model_load_exceptions()
    {
        using var folder = new TemporaryFolder();
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        byte[] model = TinyModel();
        for (int i = 0; i < 3000; i++)
        {
            byte[] bytes;
            if (i % 2 == 0)
            {
                bytes = [.. model];
                for (int k = random.Next(1, 6); k > 0; k--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }
            else
            {
                bytes = new byte[random.Next(0, 200)];
                random.NextBytes(bytes);
                // Past the first look, so that the parser sees the rest.
                if (bytes.Length > 1) (bytes[0], bytes[1]) = (8, 7);
            }

            Failure(folder.Write("m.onnx", bytes), $"seed {seed}, round {i}");
        }
    }

    [Fact]
    public void Subgraphs_without_end_are_refused()
    {
        using var folder = new TemporaryFolder();
        var graph = new ProtobufWriter().Text(2, "innermost");
        for (int depth = 0; depth < 500; depth++)
        {
            var attribute = new ProtobufWriter().Text(1, "body").Message(6, graph);
            graph = new ProtobufWriter().Message(1, new ProtobufWriter().Text(4, "Loop").Message(5, attribute));
        }

        byte[] model = new ProtobufWriter().Varint(1, 8).Message(7, graph).Message(8, new ProtobufWriter().Varint(2, 17)).ToArray();
        var error = Assert.Throws<ModelLoadException>(() => OnnxModelInfo.Read(folder.Write("m.onnx", model)));
        Assert.Contains("nested", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(long.MaxValue, 2)]
    public void Impossible_sizes_are_refused(long first, long second)
    {
        using var folder = new TemporaryFolder();
        var tensor = new ProtobufWriter().Varint(1, first).Varint(1, second).Varint(2, 1).Text(8, "w");
        byte[] model = new ProtobufWriter().Varint(1, 8).Message(7, new ProtobufWriter().Message(5, tensor)).Message(8, new ProtobufWriter().Varint(2, 17)).ToArray();
        Assert.Throws<ModelLoadException>(() => OnnxModelInfo.Read(folder.Write("m.onnx", model)));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("none.onnx");
        Assert.Contains(path, Assert.Throws<ModelLoadException>(() => OnnxModelInfo.Read(path)).Message, StringComparison.Ordinal);
    }

    private static byte[] TinyModel() => new TestModel()
        .Input("x", TensorElementType.Float32, "1,3,h,w")
        .Constant("w", "1,3,1,1", 1, 2, 3)
        .Node("Mul", ["x", "w"], ["a"])
        .Node("ReduceMean", ["a"], ["y"], ("keepdims", 0))
        .Output("y", TensorElementType.Float32, "")
        .Metadata("extra", "value")
        .ToArray();

    private static ModelLoadException? Failure(string path, string what)
    {
        try
        {
            OnnxModelInfo info = OnnxModelInfo.Read(path);
            Assert.True(info.ParameterCount >= 0 && info.NodeCount >= 0, what);
            return null;
        }
        catch (ModelLoadException e)
        {
            return e;
        }
        catch (Exception e)
        {
            Assert.Fail($"{what}: {e}");
            throw;
        }
    }
}
