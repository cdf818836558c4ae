using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;

namespace EdgeInfer.Conformance.Tests;

/// <summary>A real device that fails in the middle of its work: a buffer is wanted that is larger than WebGPU may have.</summary>
public sealed class WebGpuFailoverTests
{
    // 1.2 GB, where the software driver stops at 1 GiB.
    private const int TooLarge = 17_000;

    /// <summary>The largest of all products of x with itself: memory grows with the square of its length.</summary>
    private static readonly byte[] LargestProduct = new TestModel()
        .Input("x", TensorElementType.Float32, "n,1").Input("shape", TensorElementType.Int64, "2")
        .Node("Reshape", ["x", "shape"], ["row"])
        .Node("Mul", ["x", "row"], ["products"])
        .Node("ReduceMax", ["products"], ["y"])
        .Output("y", TensorElementType.Float32, "1,1").ToArray();

    [Fact]
    public void The_CPU_takes_over_with_the_call_that_was_too_large()
    {
        Accelerators.RequireOrSkip("webgpu");
        Assert.SkipUnless(SoftwareVulkan.IsChosen, "a real GPU may have room for the buffer that is too large for the software driver");
        var options = new ModelSessionOptions { Providers = ProviderSelection.Parse("webgpu,cpu"), Threads = 2 };
        using ModelSession session = ModelSession.Load(LargestProduct, "largest product", options);
        using IoBinding io = session.Rent();
        Assert.Equal(9, Run(io, 300));
        Assert.Equal("webgpu", session.Provider.Name);

        Assert.Equal(9, Run(io, TooLarge));
        Assert.Equal("cpu", session.Provider.Name);
        Assert.Equal(9, Run(io, 300));
    }

    private static float Run(IoBinding io, int length)
    {
        io.Input("x").Reshape(length, 1);
        Span<float> x = io.Input("x").AsSpan<float>();
        x.Fill(1);
        x[length / 2] = 3;
        io.Input("shape").AsSpan<long>()[0] = 1;
        io.Input("shape").AsSpan<long>()[1] = length;
        io.Run();
        return io.Output().AsSpan<float>()[0];
    }
}
