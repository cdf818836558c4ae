using System.Diagnostics;
using EdgeInfer.Models;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Providers;

namespace EdgeInfer.Tests.Sessions;

public sealed class ModelFactsTests
{
    [Theory]
    [InlineData("mnist", ProviderPrecisions.Float32, "", true)]
    [InlineData("ultraface_rfb_320", ProviderPrecisions.Float32, "", false)]
    [InlineData("yolox_nano", ProviderPrecisions.Float32, "", false)]
    [InlineData("squeezenet1_1_int8_qdq", ProviderPrecisions.Int8, "", false)]
    [InlineData("yunet_n_dynamic", ProviderPrecisions.Float32, "dynamic", false)]
    public void Real_models_say_what_they_are(string model, ProviderPrecisions precision, string dynamic, bool tiny)
    {
        ModelFacts facts = OnnxModelInfo.Read(TestData.Path($"models/{model}.onnx")).Facts;
        Assert.Equal(precision, facts.Precision);
        Assert.Equal(dynamic.Length > 0, facts.HasDynamicShapes);
        Assert.Equal(tiny, facts.IsTiny);
        Assert.Empty(facts.CustomDomains);
        Assert.False(facts.HasControlFlow);
        Assert.Equal(precision == ProviderPrecisions.Int8 ? 1 : 0, facts.QdqShare);
    }

    [Fact]
    public void Weights_and_inputs_are_counted_by_type()
    {
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float16, "n,3,h,?")
            .Input("mask", TensorElementType.Float32, "1,4")
            .Constant("a", TensorElementType.Float16, "30", new byte[60])
            .Constant("b", TensorElementType.Float32, "10", new byte[40])
            .Constant("c", TensorElementType.Int64, "100", new byte[800])
            .Node("Identity", ["x"], ["y"])
            .Output("y", TensorElementType.Float16, "n,3,h,?")
            .ToArray();
        ModelFacts facts = Read(model);
        Assert.Equal(0.75, facts.Float16Share);
        Assert.Equal(0, facts.BFloat16Share);
        Assert.Equal(140, facts.ParameterCount);
        Assert.Equal(model.Length, facts.SizeBytes);
        Assert.Equal(ProviderPrecisions.Float16, facts.Precision);
        Assert.Equal(["x [n, 3, h, ?]"], facts.FreeInputs);
        Assert.Null(facts.WorkEstimate);
        Assert.False(facts.IsTiny);
    }

    [Fact]
    public void A_free_batch_counts_as_one()
    {
        ModelFacts facts = Read(new TestModel()
            .Input("x", TensorElementType.Float32, "n,100").Constant("w", TensorElementType.Float32, "100,10", new byte[4000])
            .Node("MatMul", ["x", "w"], ["y"]).Output("y", TensorElementType.Float32, "n,10").ToArray());
        Assert.Equal(100 * 1000, facts.WorkEstimate);
        Assert.True(facts.IsTiny);
        Assert.True(facts.HasDynamicShapes);
        Assert.Equal(ProviderPrecisions.Float32, facts.Precision);
    }

    [Fact]
    public void Weights_that_are_listed_as_inputs_are_none()
    {
        ModelFacts facts = Read(new TestModel()
            .Input("x", TensorElementType.Float32, "1,2").Input("w", TensorElementType.Float32, "?,?").Constant("w", TensorElementType.Float32, "2,2", new byte[16])
            .Node("MatMul", ["x", "w"], ["y"]).Output("y", TensorElementType.Float32, "1,2").ToArray());
        Assert.Empty(facts.FreeInputs);
        Assert.Equal(8, facts.WorkEstimate);
    }

    [Theory]
    [InlineData(true, 0.5, 0.5)]
    [InlineData(false, 0, 0)]
    public void A_weighted_operator_is_quantized_where_data_and_weights_are(bool weights, double qdq, double quantized)
    {
        ModelFacts facts = Read(new TestModel()
            .Input("x", TensorElementType.Float32, "1,2").Input("w", TensorElementType.Float32, "2,2")
            .Node("DequantizeLinear", ["xq", "s"], ["xd"]).Node("DequantizeLinear", ["wq", "s"], ["wd"])
            .Node("MatMul", ["xd", weights ? "wd" : "w"], ["h"]).Node("Relu", ["h"], ["r"]).Node("Gemm", ["r", "w"], ["y"])
            .Output("y", TensorElementType.Float32, "1,2").ToArray());
        Assert.Equal(qdq, facts.QdqShare);
        Assert.Equal(quantized, facts.QuantizedShare);
    }

    [Fact]
    public void Integer_operators_are_quantized_without_pairs()
    {
        ModelFacts facts = Read(new TestModel().Input("x", TensorElementType.UInt8, "1,2").Node("MatMulInteger", ["x", "w"], ["y"]).Node("Loop", ["y"], ["z"]).Output("z", TensorElementType.Int32, "1,2").ToArray());
        Assert.Equal((0, 1), (facts.QdqShare, facts.QuantizedShare));
        Assert.Equal(ProviderPrecisions.Int8, facts.Precision);
        Assert.True(facts.HasControlFlow);
    }

    [Fact]
    public void Domains_that_are_not_ONNX_Runtimes_are_named()
    {
        ModelFacts facts = SampleModels.Float32 with { Operators = new Dictionary<string, int> { ["Conv"] = 1, ["com.microsoft.QGemm"] = 1, ["my.ops.A"] = 1, ["my.ops.B"] = 2, ["ai.onnx.ml.Scaler"] = 1, ["a.B"] = 1 } };
        Assert.Equal(["a", "my.ops"], facts.CustomDomains);
    }

    [Fact]
    public void Part_of_a_model_gives_no_facts_and_no_exception()
    {
        byte[] whole = File.ReadAllBytes(TestData.Path("models/mnist.onnx"));
        for (int length = 0; length < whole.Length; length += 97) Assert.True(TryRead(whole[..length]) is null or { ParameterCount: >= 0 });
        Assert.Null(TryRead(whole[..(whole.Length / 2)]));
        Assert.NotNull(TryRead(whole));
    }

    [Fact]
    public void Garbage_gives_no_facts_and_no_exception()
    {
        const int Seed = 1234;
        var random = new Random(Seed);
        byte[] whole = TestModel.Double("1,2");
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = i % 2 == 0 ? new byte[random.Next(200)] : [.. whole];
            if (i % 2 == 0) random.NextBytes(bytes);
            else bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Exception? thrown = Record.Exception(() => TryRead(bytes));
            Assert.True(thrown is null, $"seed {Seed}, round {i}: {thrown}");
        }

        Assert.Null(ModelFactsReader.TryRead(static () => throw new FileNotFoundException()));
    }

    [Fact]
    public void Gigabytes_of_weights_are_not_read()
    {
        // A hole: the file is large, the disk is not.
        using var folder = new TemporaryFolder();
        string path = folder.File("large.onnx");
        const long Weights = 3L << 30;
        byte[] head = new TestModel().Input("x", TensorElementType.Float32, "1").Node("Identity", ["x"], ["y"]).Output("y", TensorElementType.Float32, "1").ToArray();
        using (FileStream file = File.Create(path))
        {
            file.Write(head);
            // A field nobody reads (doc_string) of that length.
            file.WriteByte((6 << 3) | 2);
            for (long rest = Weights; ; rest >>= 7)
            {
                file.WriteByte((byte)(rest >= 0x80 ? (rest & 0x7F) | 0x80 : rest));
                if (rest < 0x80) break;
            }

            try
            {
                file.SetLength(file.Position + Weights);
            }
            catch (IOException)
            {
                Assert.Skip("no room for a sparse file.");
            }
        }

        var watch = Stopwatch.StartNew();
        ModelFacts? facts = ModelFactsReader.TryRead(() => File.OpenRead(path));
        Assert.NotNull(facts);
        Assert.True(facts.SizeBytes > Weights);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"took {watch.Elapsed}");
    }

    private static ModelFacts Read(byte[] model) => TryRead(model) ?? throw new InvalidOperationException("Not a model.");

    private static ModelFacts? TryRead(byte[] model) => ModelFactsReader.TryRead(() => new MemoryStream(model));
}
