using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using EdgeInfer.Tests;
using EdgeInfer.Tests.Sessions;

namespace EdgeInfer.Conformance.Tests;

/// <summary>A provider with memory of its own, and with one inference at a time in the whole process.</summary>
public sealed class WebGpuTests
{
    private static readonly Tolerance OneInAThousand = new(Absolute: 1e-3, Relative: 1e-3);

    [Fact]
    public void A_tiny_model_agrees_with_the_CPU_on_every_input()
    {
        string model = TestData.Path("models/mnist.onnx");
        using ModelSession gpu = ModelSession.Load(model, OnWebGpu());
        using ModelSession cpu = ModelSession.Load(model, new ModelSessionOptions { Providers = ProviderSelection.Cpu });
        Assert.Equal("webgpu", gpu.Provider.Name);
        Assert.Equal("the one asked for", gpu.Provider.Reason);

        using IoBinding onGpu = gpu.Rent();
        for (int seed = 0; seed < 4; seed++)
        {
            // The input is written after the binding was made, and anew for each run.
            using IoBinding onCpu = cpu.Rent();
            AssertClose(Infer(onCpu, seed), Infer(onGpu, seed));
        }
    }

    [Fact]
    public void Free_sizes_change_back_and_forth()
    {
        string model = TestData.Path("models/yunet_n_dynamic.onnx");
        using ModelSession gpu = ModelSession.Load(model, OnWebGpu());
        using ModelSession cpu = ModelSession.Load(model, new ModelSessionOptions { Providers = ProviderSelection.Cpu });
        using IoBinding onGpu = gpu.Rent();
        using IoBinding onCpu = cpu.Rent();
        foreach ((int height, int width) in new[] { (32, 64), (64, 32), (32, 64) })
        {
            onGpu.Input().Reshape(1, 3, height, width);
            onCpu.Input().Reshape(1, 3, height, width);
            AssertClose(Infer(onCpu, seed: height), Infer(onGpu, seed: height));
            for (int i = 0; i < gpu.Outputs.Count; i++) Assert.Equal(onCpu.Output(i).Shape, onGpu.Output(i).Shape);
        }
    }

    [Fact]
    public void An_output_of_as_many_elements_in_another_shape_is_not_misread()
    {
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float32, "6")
            .Input("shape", TensorElementType.Int64, "2")
            .Node("Neg", ["x"], ["n"])
            .Node("Reshape", ["n", "shape"], ["y"])
            .Output("y", TensorElementType.Float32, "?,?")
            .ToArray();
        using ModelSession session = ModelSession.Load(model, "reshape by data", OnWebGpu());
        using IoBinding io = session.Rent();
        foreach ((long a, long b) in new[] { (2L, 3L), (3L, 2L), (6L, 1L), (2L, 3L) })
        {
            io.Input(0).AsSpan<float>().Fill(a);
            io.Input(1).AsSpan<long>()[0] = a;
            io.Input(1).AsSpan<long>()[1] = b;
            io.Run();
            Assert.Equal([a, b], io.Output().Shape);
            Assert.Equal(Enumerable.Repeat(-(float)a, 6), io.Output().AsSpan<float>().ToArray());
        }
    }

    [Fact]
    public void The_model_runs_on_WebGPU_and_not_on_a_CPU_behind_it()
    {
        ModelSessionOptions options = OnWebGpu() with
        {
            ConfigEntries = new Dictionary<string, string> { ["session.disable_cpu_ep_fallback"] = "1" },
        };
        using ModelSession session = ModelSession.Load(TestModel.Double("4"), "double", options);
        using IoBinding io = session.Rent();
        for (int run = 1; run < 4; run++)
        {
            io.Input().AsSpan<float>().Fill(run);
            io.Run();
            Assert.Equal(Enumerable.Repeat(2f * run, 4), io.Output().AsSpan<float>().ToArray());
        }
    }

    [Fact]
    public async Task Two_sessions_and_many_threads_take_turns()
    {
        const int Callers = 6, Runs = 15;
        byte[] model = File.ReadAllBytes(TestData.Path("models/mnist.onnx"));
        using ModelSession first = ModelSession.Load(model, "first", OnWebGpu());
        using ModelSession second = ModelSession.Load(model, "second", OnWebGpu());
        float[][] expected = [.. Enumerable.Range(0, Callers).Select(seed => InferOnce(first, seed))];

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Factory.StartNew(
            () =>
            {
                ModelSession session = caller % 2 == 0 ? first : second;
                for (int i = 0; i < Runs; i++)
                {
                    int seed = (caller + i) % Callers;
                    AssertClose(expected[seed], InferOnce(session, seed));
                    // Sessions come and go while others run.
                    if (caller == 0 && i % 5 == 0) ModelSession.Load(TestModel.Double("4"), "passing", OnWebGpu()).Dispose();
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        static float[] InferOnce(ModelSession session, int seed)
        {
            using IoBinding io = session.Rent();
            return Infer(io, seed);
        }
    }

    private static ModelSessionOptions OnWebGpu() => new() { Providers = Accelerators.RequireOrSkip("webgpu"), Threads = 1 };

    private static float[] Infer(IoBinding io, int seed)
    {
        var random = new Random(seed);
        foreach (ref float value in io.Input().AsSpan<float>()) value = random.NextSingle() * 255;
        io.Run();
        return io.Output().AsSpan<float>().ToArray();
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double allowed = OneInAThousand.Absolute + OneInAThousand.Relative * Math.Abs(expected[i]);
            Assert.True(Math.Abs(expected[i] - actual[i]) <= allowed, $"element {i}: {actual[i]} instead of {expected[i]}");
        }
    }
}
