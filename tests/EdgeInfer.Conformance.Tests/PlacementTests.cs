using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using EdgeInfer.Tests;
using EdgeInfer.Tests.Sessions;

namespace EdgeInfer.Conformance.Tests;

/// <summary>What an accelerator takes of real models, and what it leaves to the CPU.</summary>
/// <remarks>
/// Expected numbers are those of ONNX Runtime 1.29's own log of node placements, read by hand; another release may take more.
/// </remarks>
public sealed class PlacementTests
{
    [Fact]
    public void A_model_that_is_split_says_where()
    {
        using ModelSession session = Load("deeplabv3_mnv2_257");
        ModelPlacement placement = session.Placement!;

        Assert.Equal(["webgpu", "cpu"], placement.Providers.Select(static p => p.Provider));
        ProviderPlacement gpu = placement.Providers[0], cpu = placement.Providers[1];
        // WebGPU has no Clip of operator set 6 and no Upsample.
        Assert.Equal(new Dictionary<string, int> { ["Clip"] = 34, ["Upsample"] = 2 }, placement.CpuFallback);
        Assert.Equal(placement.CpuFallback, cpu.Operators);
        Assert.Equal((55, 10), (gpu.Operators["Conv"], gpu.Operators["Add"]));
        // The log counts 36 copies to the host and 36 back: no two of these nodes touch.
        Assert.Equal((36, 37), (cpu.Partitions, gpu.Partitions));
        Assert.InRange(gpu.Share!.Value, 0.95, 0.99);
        Assert.Equal(1, gpu.Share.Value + cpu.Share!.Value, 1e-12);
        // The work is the model's, whoever does it.
        using ModelSession alone = Load("deeplabv3_mnv2_257", "cpu");
        Assert.Equal(alone.Placement!.Flops, placement.Flops);
    }

    [Fact]
    public void Shape_arithmetic_is_left_to_the_CPU()
    {
        using ModelSession session = Load("en_number_v2_rec");

        Assert.Equal(new Dictionary<string, int> { ["Gather"] = 2, ["Concat"] = 1, ["Slice"] = 1 }, session.Placement!.CpuFallback);
        Assert.Equal(53, session.Placement.Providers[0].Operators["Conv"]);
    }

    [Fact]
    public void A_model_that_it_takes_whole_is_one_piece()
    {
        using ModelSession session = Load("mnist", allowCpuFallback: false);

        ProviderPlacement gpu = Assert.Single(session.Placement!.Providers);
        Assert.Equal(("webgpu", 1, 1.0), (gpu.Provider, gpu.Partitions, gpu.Share));
        Assert.Equal((2, 2, 2, 1, 1), (gpu.Operators["Conv"], gpu.Operators["Relu"], gpu.Operators["MaxPool"], gpu.Operators["Reshape"], gpu.Operators["Gemm"]));
        Assert.Empty(session.Placement.CpuFallback);
    }

    [Fact]
    public void Strict_names_what_it_does_not_take()
    {
        var error = Assert.Throws<ProviderUnavailableException>(() => Load("deeplabv3_mnv2_257", allowCpuFallback: false));

        Assert.Contains("deeplabv3_mnv2_257.onnx", error.Message);
        Assert.Contains("would leave Clip × 34, Upsample × 2 to the CPU", error.Message);
        Assert.Contains(nameof(ModelSessionOptions.AllowCpuFallback), error.Message);
        Assert.Equal("webgpu", Assert.Single(error.Attempts).Provider);
    }

    [Fact]
    public void Strict_passes_on_to_the_next_provider_asked_for()
    {
        using ModelSession session = Load("deeplabv3_mnv2_257", "webgpu,cpu", allowCpuFallback: false);

        Assert.Equal("cpu", session.Provider.Name);
        Assert.Contains("Clip × 34", session.Provider.Attempts[0].Reason);
        Assert.Equal("cpu", Assert.Single(session.Placement!.Providers).Provider);
    }

    [Fact]
    public void Two_islands_on_the_CPU_cut_a_graph_in_three()
    {
        // NonZero changes its shape with the data, which is not for a GPU.
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float32, "8,8")
            .Node("Neg", ["x"], ["a"]).Node("NonZero", ["a"], ["b"]).Node("Cast", ["b"], ["c"], ("to", 1)).Node("Abs", ["c"], ["d"])
            .Node("NonZero", ["d"], ["e"]).Node("Cast", ["e"], ["f"], ("to", 1)).Node("Neg", ["f"], ["y"])
            .Output("y", TensorElementType.Float32, "2,?")
            .ToArray();
        using ModelSession session = ModelSession.Load(model, "islands", Options("webgpu"));
        ModelPlacement placement = session.Placement!;

        Assert.Equal(2, placement.CpuFallback["NonZero"]);
        Assert.Equal((3, 2), (placement.Providers[0].Partitions, placement.Providers[1].Partitions));
    }

    private static ModelSession Load(string model, string providers = "webgpu", bool allowCpuFallback = true)
    {
        string path = TestData.Path($"models/{model}.onnx");
        return ModelSession.Load(path, Options(providers) with { AllowCpuFallback = allowCpuFallback });
    }

    private static ModelSessionOptions Options(string providers)
    {
        _ = Accelerators.RequireOrSkip("webgpu");
        return new ModelSessionOptions { Providers = ProviderSelection.Parse(providers), RecordPlacement = true };
    }
}
