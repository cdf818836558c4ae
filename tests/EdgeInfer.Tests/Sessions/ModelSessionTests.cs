using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

/// <summary>What a loaded model says of itself, and that what goes in comes out.</summary>
public sealed class ModelSessionTests
{
    private static readonly ModelSessionOptions Cpu = new() { Providers = ProviderSelection.Cpu, Threads = 1 };

    [Fact]
    public void Specs_and_metadata_are_those_of_the_model()
    {
        byte[] model = new TestModel()
            .Input("image", TensorElementType.Float32, "batch,3,?,640")
            .Input("labels", TensorElementType.String, "2")
            .Input("on", TensorElementType.Bool, "")
            .Node("Identity", ["image"], ["same"])
            .Node("Identity", ["labels"], ["texts"])
            .Node("Not", ["on"], ["off"])
            .Output("same", TensorElementType.Float32, "batch,3,?,640")
            .Output("texts", TensorElementType.String, "2")
            .Output("off", TensorElementType.Bool, "")
            .Metadata("names", "{0: 'qr'}")
            .ToArray();
        using ModelSession session = ModelSession.Load(model, "three inputs", Cpu);

        Assert.Equal("three inputs", session.Name);
        Assert.Null(session.Path);
        Assert.Equal(model.Length, session.SizeBytes);
        Assert.Equal(["image", "labels", "on"], session.Inputs.Select(s => s.Name));
        Assert.Equal(["same", "texts", "off"], session.Outputs.Select(s => s.Name));
        Assert.Equal([-1, 3, -1, 640], session.Inputs[0].Dimensions);
        Assert.Equal(["batch", "", "", ""], session.Inputs[0].SymbolicDimensions);
        Assert.False(session.Inputs[0].IsStatic);
        Assert.Equal("image: float32 [batch, 3, ?, 640]", session.Inputs[0].ToString());
        Assert.Equal(TensorElementType.String, session.Inputs[1].ElementType);
        Assert.True(session.Inputs[2].IsStatic);
        Assert.Empty(session.Inputs[2].Dimensions);
        Assert.Equal("EdgeInfer.Tests", session.Metadata.Producer);
        Assert.Equal("test graph", session.Metadata.GraphName);
        Assert.Equal("test.edgeinfer", session.Metadata.Domain);
        Assert.Equal("built by a test", session.Metadata.Description);
        Assert.Equal(3, session.Metadata.Version);
        Assert.Equal("{0: 'qr'}", session.Metadata.Properties["names"]);
        Assert.Equal("cpu", session.Provider.Name);
        Assert.Equal("cpu (cpu: the one asked for)", session.Provider.ToString());
    }

    [Theory]
    [InlineData("mnist.onnx", "Input3: float32 [1, 1, 28, 28]", "Plus214_Output_0: float32 [1, 10]")]
    [InlineData("squeezenet1_1_int8_qdq.onnx", "input: float32 [1, 3, 224, 224]", "output: float32 [1, 1000]")]
    [InlineData("yolox_nano.onnx", "images: float32 [1, 3, 416, 416]", "output: float32 [1, 3549, 85]")]
    public void Initialisers_listed_as_inputs_are_not_inputs(string file, string input, string output)
    {
        string path = TestData.Path($"models/{file}");
        using ModelSession session = ModelSession.Load(path, Cpu);

        Assert.Equal(file, session.Name);
        Assert.Equal(path, session.Path);
        Assert.Equal(new FileInfo(path).Length, session.SizeBytes);
        Assert.Equal(input, Assert.Single(session.Inputs).ToString());
        Assert.Equal(output, Assert.Single(session.Outputs).ToString());
    }

    [Fact]
    public void Inputs_and_outputs_are_found_by_position_and_by_name()
    {
        byte[] model = new TestModel()
            .Input("a", TensorElementType.Float32, "2")
            .Input("b", TensorElementType.Float32, "2")
            .Node("Sub", ["a", "b"], ["difference"])
            .Node("Add", ["a", "b"], ["sum"])
            .Output("difference", TensorElementType.Float32, "2")
            .Output("sum", TensorElementType.Float32, "2")
            .ToArray();
        using ModelSession session = ModelSession.Load(model, "two inputs", Cpu);
        using IoBinding io = session.Rent();
        new float[] { 5, 7 }.CopyTo(io.Input("a").AsSpan<float>());
        new float[] { 1, 2 }.CopyTo(io.Input(1).AsSpan<float>());
        io.Run();

        Assert.Equal([4, 5], io.Output(0).AsSpan<float>());
        Assert.Equal([6, 9], io.Output("sum").AsSpan<float>());
        Assert.Equal([2], io.Output("sum").Shape);
    }

    [Fact]
    public void A_static_model_runs_again_and_again_on_new_data()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("2,3"), "double", Cpu);
        for (int lease = 0; lease < 3; lease++)
        {
            using IoBinding io = session.Rent();
            for (int run = 0; run < 3; run++)
            {
                io.Input().AsSpan<float>().Fill(10 * lease + run);
                io.Run();
                Assert.Equal(Enumerable.Repeat(2f * (10 * lease + run), 6), io.Output().AsSpan<float>().ToArray());
            }
        }
    }

    [Fact]
    public void Input_bytes_are_the_input_itself()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("2"), "double", Cpu);
        using IoBinding io = session.Rent();
        Assert.Equal(8, io.Input().AsBytes().Length);
        BitConverter.TryWriteBytes(io.Input().AsBytes(), 1.5f);
        BitConverter.TryWriteBytes(io.Input().AsBytes()[4..], -2f);
        io.Run();

        Assert.Equal([3f, -4f], io.Output().AsSpan<float>());
    }

    [Fact]
    public void Not_a_number_and_infinities_pass_through()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("4"), "double", Cpu);
        using IoBinding io = session.Rent();
        new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f }.CopyTo(io.Input().AsSpan<float>());
        io.Run();

        Assert.Equal([float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f], io.Output().AsSpan<float>());
    }

    [Fact]
    public void Empty_tensors_go_in_and_come_out()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("n,3"), "double", Cpu);
        using IoBinding io = session.Rent();
        io.Input().Reshape(0, 3);
        Assert.True(io.Input().AsSpan<float>().IsEmpty);
        for (int run = 0; run < 2; run++)
        {
            io.Run();
            Assert.Equal([0, 3], io.Output().Shape);
            Assert.True(io.Output().AsSpan<float>().IsEmpty);
        }
    }

    [Fact]
    public void An_output_that_is_an_input_unchanged_has_the_data_of_this_run()
    {
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float32, "3")
            .Node("Neg", ["x"], ["y"])
            .Output("y", TensorElementType.Float32, "3")
            .Output("x", TensorElementType.Float32, "3")
            .ToArray();
        using ModelSession session = ModelSession.Load(model, "pass-through", Cpu);
        using IoBinding io = session.Rent();
        for (int run = 1; run < 4; run++)
        {
            io.Input().AsSpan<float>().Fill(run);
            io.Run();
            Assert.Equal([-run, -run, -run], io.Output("y").AsSpan<float>());
            Assert.Equal([run, run, run], io.Output("x").AsSpan<float>());
        }
    }

    [Fact]
    public void An_output_that_is_a_constant_comes_out_on_every_run()
    {
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float32, "2")
            .Constant("c", "2", 8, 9)
            .Node("Neg", ["x"], ["y"])
            .Output("y", TensorElementType.Float32, "2")
            .Output("c", TensorElementType.Float32, "2")
            .ToArray();
        using ModelSession session = ModelSession.Load(model, "constant output", Cpu);
        using IoBinding io = session.Rent();
        for (int run = 0; run < 3; run++)
        {
            io.Run();
            Assert.Equal([8, 9], io.Output("c").AsSpan<float>());
        }
    }

    [Fact]
    public void Options_reach_ONNX_Runtime()
    {
        bool called = false;
        var options = new ModelSessionOptions
        {
            Providers = ProviderSelection.Cpu,
            ConfigEntries = new Dictionary<string, string> { ["session.intra_op.allow_spinning"] = "0" },
            ConfigureOnnxRuntime = native =>
            {
                called = true;
                native.AddFreeDimensionOverrideByName("n", 5);
            },
        };
        using ModelSession session = ModelSession.Load(TestModel.Double("n"), "double", options);

        Assert.True(called);
        Assert.Equal([5], session.Inputs[0].Dimensions);
    }

    [Theory]
    [InlineData(0, 1, "Threads")]
    [InlineData(-3, 1, "Threads")]
    [InlineData(1, 0, "MaxPooledBindings")]
    public void Options_out_of_range_are_refused(int threads, int pooled, string name)
    {
        var options = new ModelSessionOptions { Threads = threads, MaxPooledBindings = pooled };
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => ModelSession.Load(TestModel.Double("2"), "double", options));
        Assert.Contains(name, error.ParamName);
    }

    [Fact]
    public void A_configuration_entry_that_ONNX_Runtime_refuses_is_the_callers_mistake()
    {
        var options = new ModelSessionOptions
        {
            Providers = ProviderSelection.Cpu,
            ConfigEntries = new Dictionary<string, string> { [""] = "1" },
        };
        var error = Assert.Throws<ArgumentException>(() => ModelSession.Load(TestModel.Double("2"), "double", options));
        Assert.Contains("ConfigEntries", error.Message);
    }
}
