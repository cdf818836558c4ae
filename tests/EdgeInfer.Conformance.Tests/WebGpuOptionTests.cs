using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using EdgeInfer.Tests;
using EdgeInfer.Tests.Sessions;

namespace EdgeInfer.Conformance.Tests;

/// <summary>Options of a provider that really runs here: they have the effect they say, and no other.</summary>
public sealed class WebGpuOptionTests
{
    private const float OneInAThousand = 1e-3f;

    public static TheoryData<WebGpuLayout, WebGpuBufferCache> Options => new()
    {
        { WebGpuLayout.Nchw, WebGpuBufferCache.Disabled },
        { WebGpuLayout.Nhwc, WebGpuBufferCache.Simple },
        { WebGpuLayout.Nhwc, WebGpuBufferCache.LazyRelease },
        { WebGpuLayout.Nchw, WebGpuBufferCache.Bucket },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void Results_do_not_depend_on_them(WebGpuLayout layout, WebGpuBufferCache cache)
    {
        string model = TestData.Path("models/mnist.onnx");
        using ModelSession gpu = ModelSession.Load(model, OnWebGpu(new() { PreferredLayout = layout, StorageBufferCache = cache, Validation = WebGpuValidation.Basic }));
        using ModelSession cpu = ModelSession.Load(model, new ModelSessionOptions { Providers = ProviderSelection.Cpu });
        float[] expected = Infer(cpu), actual = Infer(gpu);
        for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= OneInAThousand * (1 + Math.Abs(expected[i])), $"value {i}: {expected[i]} on the CPU, {actual[i]} here");
    }

    [Fact]
    public void Nodes_that_shall_stay_on_the_CPU_do()
    {
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float32, "1,4")
            .Node("Neg", ["x"], ["h"]).Node("Exp", ["h"], ["i"]).Node("Sqrt", ["i"], ["y"])
            .Output("y", TensorElementType.Float32, "1,4")
            .ToArray();
        // Loading fails where the CPU would have to take over a node: so it shows whether one was left to it.
        ModelSessionOptions strict = OnWebGpu(new()) with { ConfigEntries = new Dictionary<string, string> { ["session.disable_cpu_ep_fallback"] = "1" } };
        using (ModelSession whole = ModelSession.Load(model, "whole", strict)) Assert.Equal("webgpu", whole.Provider.Name);
        foreach (string[] nodes in (string[][])[["Neg_0"], ["nobody", "Sqrt_2"]])
        {
            ModelSessionOptions some = strict with { ProviderOptions = [new WebGpuOptions { CpuNodes = nodes }] };
            Assert.Throws<ProviderUnavailableException>(() => ModelSession.Load(model, "cut", some));
        }
    }

    private static ModelSessionOptions OnWebGpu(WebGpuOptions options) => new() { Providers = Accelerators.RequireOrSkip("webgpu"), Threads = 1, ProviderOptions = [options] };

    private static float[] Infer(ModelSession session)
    {
        using IoBinding io = session.Rent();
        var random = new Random(7);
        foreach (ref float value in io.Input().AsSpan<float>()) value = random.NextSingle() * 255;
        io.Run();
        return io.Output().AsSpan<float>().ToArray();
    }
}
