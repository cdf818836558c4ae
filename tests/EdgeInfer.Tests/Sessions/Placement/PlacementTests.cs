using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

public sealed class PlacementTests
{
    private static readonly ModelSessionOptions Recording = new() { Providers = ProviderSelection.Cpu, RecordPlacement = true };

    [Fact]
    public void Nothing_is_recorded_unasked()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("2"), "double", new ModelSessionOptions { Providers = ProviderSelection.Cpu });

        Assert.Null(session.Placement);
    }

    [Fact]
    public void The_nodes_are_the_models_own_after_basic_optimizations()
    {
        ModelPlacement placement = Load("mnist");

        // Worked out from the file: convolutions with their biases, and a product that became a Gemm with its bias.
        Assert.Equal(
            [
                ("Conv", 28 * 28 * 8 * (2 * 25 + 1)), ("Relu", 28 * 28 * 8), ("MaxPool", 14 * 14 * 8 * 4),
                ("Conv", 14 * 14 * 16 * (2 * 8 * 25 + 1)), ("Relu", 14 * 14 * 16), ("MaxPool", 4 * 4 * 16 * 9),
                ("Reshape", 0), ("Gemm", 10 * (2 * 256 + 1)),
            ],
            placement.Nodes.Select(static n => (n.Operator, n.Flops!.Value)));
        Assert.Equal("Convolution28", placement.Nodes[0].Name);
        ProviderPlacement cpu = Assert.Single(placement.Providers);
        Assert.Equal(("cpu", 8, 1, 1.0), (cpu.Provider, cpu.NodeCount, cpu.Partitions, cpu.Share));
        Assert.Equal(placement.Nodes.Sum(static n => n.Flops), placement.Flops);
        Assert.Equal("cpu: 8 nodes in 1 partition, 100 % of compute", placement.ToString());
        Assert.Empty(placement.CpuFallback);
        Assert.Empty(placement.Notes);
    }

    // Multiply-accumulates of convolutions and products, counted by another program from the shapes that the files state.
    [Theory]
    [InlineData("mnist", 786_560)]
    [InlineData("yolox_nano", 522_553_408)]
    [InlineData("pfld_ghostone_112", 74_913_944)]
    public void Multiply_accumulates_are_those_another_program_counts(string model, long expected)
    {
        ModelPlacement placement = Load(model);

        // Each has a bias, which is an addition for every output: what remains over twice the expected number is those.
        long operations = placement.Nodes.Where(static n => n.OpType is "Conv" or "Gemm" or "MatMul").Sum(static n => n.Flops!.Value);
        Assert.InRange(operations, 2 * expected, (long)(2 * expected * 1.025));
    }

    // The figures of the models' own papers and repositories.
    [Theory]
    [InlineData("yolox_nano", 1.08e9, 0.03)]
    [InlineData("ultraface_rfb_320", 0.2106e9, 0.01)]
    public void Operations_are_about_what_the_authors_publish(string model, double expected, double tolerance) =>
        Assert.Equal(1, Load(model).Flops!.Value / expected, tolerance);

    [Fact]
    public void SqueezeNets_convolutions_are_those_published()
    {
        // torchvision: 0.35 billion multiply-accumulates; quantization adds nodes, not products.
        long operations = Load("squeezenet1_1_int8_qdq").Nodes.Where(static n => n.OpType == "Conv").Sum(static n => n.Flops!.Value);

        Assert.Equal(0.35e9, operations / 2.0, 0.005e9);
    }

    [Theory]
    [InlineData("deeplabv3_mnv2_257")]
    [InlineData("en_PP-OCRv3_det")]
    [InlineData("en_number_v2_rec")]
    [InlineData("mobilefacenet_112")]
    [InlineData("super_resolution_x3")]
    [InlineData("yunet_n_dynamic")]
    public void The_CPU_alone_runs_all_in_one_piece(string model)
    {
        ModelPlacement placement = Load(model);

        ProviderPlacement cpu = Assert.Single(placement.Providers);
        Assert.Equal(("cpu", 1, 1.0), (cpu.Provider, cpu.Partitions, cpu.Share));
        Assert.Equal(placement.Nodes.Count, cpu.NodeCount);
        Assert.Equal(cpu.NodeCount, cpu.Operators.Values.Sum());
        Assert.All(placement.Nodes, static n => Assert.Equal("cpu", n.Provider));
    }

    [Fact]
    public void Free_sizes_count_as_one_and_that_is_said()
    {
        ModelPlacement placement = Load("yunet_n_dynamic");

        Assert.Contains("compute is counted with batch = 1, height = 1, width = 1, which the model leaves free", placement.Notes);
    }

    [Fact]
    public void Free_sizes_count_as_given()
    {
        string path = TestData.Path("models/yunet_n_dynamic.onnx");
        long At(long size)
        {
            var sizes = new Dictionary<string, long> { ["height"] = size, ["width"] = size };
            using ModelSession session = ModelSession.Load(path, Recording with { PlacementDimensions = sizes });
            Assert.Contains($"compute is counted with batch = 1, height = {size}, width = {size}, which the model leaves free", session.Placement!.Notes);
            Assert.Equal([-1, 3, -1, -1], session.Inputs[0].Dimensions);
            return session.Placement.Flops!.Value;
        }

        // A net of convolutions alone: four times the pixels, four times the work.
        Assert.Equal(4, (double)At(640) / At(320), 1e-9);
    }

    [Fact]
    public void Sizes_without_a_name_leave_compute_unknown()
    {
        using ModelSession session = ModelSession.Load(TestModel.Slow(3), "products", Recording);
        ModelPlacement placement = session.Placement!;

        Assert.Null(placement.Flops);
        Assert.Null(placement.Providers[0].Share);
        Assert.Equal(1, placement.Providers[0].Partitions);
        Assert.Contains("compute is unknown, as shapes or a formula are missing for MatMul × 3", placement.Notes);
        Assert.Equal("cpu: 3 nodes in 1 partition, unknown share of compute", placement.ToString());
    }

    [Fact]
    public void What_depends_on_the_data_is_left_out_and_that_is_said()
    {
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float32, "4,4")
            .Node("Relu", ["x"], ["r"])
            .Node("NonZero", ["r"], ["y"])
            .Output("y", TensorElementType.Int64, "2,?")
            .ToArray();
        using ModelSession session = ModelSession.Load(model, "non-zero", Recording);

        Assert.Equal(16, session.Placement!.Flops);
        Assert.Equal(1.0, session.Placement.Providers[0].Share);
        Assert.Contains("not counted as compute, since it depends on the data: NonZero × 1", session.Placement.Notes);
    }

    [Fact]
    public void Two_pieces_of_one_graph_count_as_two()
    {
        byte[] model = new TestModel()
            .Input("a", TensorElementType.Float32, "4").Input("b", TensorElementType.Float32, "4")
            .Node("Relu", ["a"], ["x"]).Node("Neg", ["b"], ["y"])
            .Output("x", TensorElementType.Float32, "4").Output("y", TensorElementType.Float32, "4")
            .ToArray();
        using ModelSession session = ModelSession.Load(model, "two", Recording);

        Assert.Equal(2, session.Placement!.Providers[0].Partitions);
    }

    [Fact]
    public void Branches_count_with_the_node_they_belong_to()
    {
        byte[] model = new TestModel()
            .Input("which", TensorElementType.Bool, "1").Input("x", TensorElementType.Float32, "4")
            .Node("Neg", ["x"], ["n"])
            .If("which", "y",
                new TestModel().Node("Relu", ["n"], ["a"]).Output("a", TensorElementType.Float32, "4"),
                new TestModel().Node("Abs", ["n"], ["b"]).Node("Sqrt", ["b"], ["c"]).Output("c", TensorElementType.Float32, "4"))
            .Output("y", TensorElementType.Float32, "4")
            .ToArray();
        using ModelSession session = ModelSession.Load(model, "branches", Recording);

        Assert.Equal(["Abs", "If", "Neg", "Relu", "Sqrt"], session.Placement!.Nodes.Select(static n => n.OpType).Order(StringComparer.Ordinal));
        Assert.Equal(16, session.Placement.Flops);
        Assert.Contains("not counted as compute, since it depends on the data: If × 1", session.Placement.Notes);
    }

    [Fact]
    public void Casts_that_the_runtime_puts_in_are_not_the_models()
    {
        // The CPU has no Exp in half precision.
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float16, "4")
            .Node("Exp", ["x"], ["e"]).Node("Neg", ["e"], ["y"])
            .Output("y", TensorElementType.Float16, "4")
            .ToArray();
        using ModelSession session = ModelSession.Load(model, "half", Recording);

        Assert.Equal(["Exp", "Neg"], session.Placement!.Nodes.Select(static n => n.OpType));
        Assert.Equal((8, 1), (session.Placement.Flops, session.Placement.Providers[0].Partitions));
    }

    [Fact]
    public void A_model_in_ORT_format_has_a_placement_too()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("double.ort");
        using (var options = new Microsoft.ML.OnnxRuntime.SessionOptions { OptimizedModelFilePath = path })
        using (var writer = new Microsoft.ML.OnnxRuntime.InferenceSession(TestModel.Double("3"), options))
        {
        }

        using ModelSession session = ModelSession.Load(path, Recording);

        PlacedNode node = Assert.Single(session.Placement!.Nodes);
        Assert.Equal(("Add", "cpu", 3L), (node.Operator, node.Provider, node.Flops));
    }

    [Fact]
    public void Recording_changes_no_result_and_leaves_no_file()
    {
        string[] before = Directory.GetDirectories(Path.GetTempPath(), "edgeinfer??????");
        using ModelSession plain = ModelSession.Load(TestModel.Double("3"), "double", Recording with { RecordPlacement = false });
        using ModelSession recorded = ModelSession.Load(TestModel.Double("3"), "double", Recording);

        Assert.Equal(Run(plain), Run(recorded));
        Assert.Empty(Directory.GetDirectories(Path.GetTempPath(), "edgeinfer??????").Where(static f => File.Exists(Path.Combine(f, "graph.ort"))).Except(before));

        static float[] Run(ModelSession session)
        {
            using IoBinding io = session.Rent();
            ((ReadOnlySpan<float>)[1, 2, 3]).CopyTo(io.Input().AsSpan<float>());
            io.Run();
            return io.Output().AsSpan<float>().ToArray();
        }
    }

    [Fact]
    public void The_CPU_may_be_kept_from_nothing_it_was_chosen_for()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("3"), "double", Recording with { AllowCpuFallback = false });

        Assert.Equal("cpu", session.Provider.Name);
    }

    [Fact]
    public void A_size_below_one_is_refused()
    {
        var options = Recording with { PlacementDimensions = new Dictionary<string, long> { ["height"] = 0 } };

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => ModelSession.Load(TestModel.Double("3"), "double", options));
        Assert.Contains("'height'", error.Message);
    }

    private static ModelPlacement Load(string model)
    {
        using ModelSession session = ModelSession.Load(TestData.Path($"models/{model}.onnx"), Recording);
        return session.Placement!;
    }
}
