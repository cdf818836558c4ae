using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

/// <summary>Static, free, data-dependent and unknown shapes.</summary>
public sealed class ShapeTests
{
    private static readonly ModelSessionOptions Cpu = new() { Providers = ProviderSelection.Cpu, Threads = 1 };

    [Fact]
    public void Free_sizes_change_back_and_forth()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("n,m"), "double", Cpu);
        using IoBinding io = session.Rent();
        foreach ((int n, int m) in new[] { (2, 3), (2, 3), (3, 2), (1, 6), (2, 3), (2, 3), (50, 40), (50, 40), (1, 1), (2, 3) })
        {
            io.Input().Reshape(n, m);
            Span<float> input = io.Input().AsSpan<float>();
            for (int i = 0; i < input.Length; i++) input[i] = i;
            io.Run();

            Assert.Equal([n, m], io.Output().Shape);
            Assert.Equal(Enumerable.Range(0, n * m).Select(i => 2f * i), io.Output().AsSpan<float>().ToArray());
        }
    }

    [Fact]
    public void A_detector_with_free_sizes_gives_the_same_after_other_sizes()
    {
        using ModelSession session = ModelSession.Load(TestData.Path("models/yunet_n_dynamic.onnx"), Cpu);
        (int Height, int Width)[] sizes = [(64, 96), (32, 32), (96, 64), (64, 96), (64, 96), (32, 32)];
        var first = new Dictionary<(int, int), float[][]>();
        using IoBinding io = session.Rent();
        foreach ((int height, int width) in sizes)
        {
            io.Input().Reshape(1, 3, height, width);
            FillWithNoise(io.Input().AsSpan<float>(), seed: height * 1000 + width);
            io.Run();
            float[][] outputs = Outputs(io, session.Outputs.Count);
            long cells = 0;
            for (int i = 0; i < 3; i++) cells += io.Output(i).Shape[1];
            Assert.Equal(height * width / 64 + height * width / 256 + height * width / 1024, cells);
            if (!first.TryAdd((height, width), outputs)) Assert.Equal(first[(height, width)], outputs);
        }

        using ModelSession fresh = ModelSession.Load(TestData.Path("models/yunet_n_dynamic.onnx"), Cpu);
        using IoBinding other = fresh.Rent();
        other.Input().Reshape(1, 3, 96, 64);
        FillWithNoise(other.Input().AsSpan<float>(), seed: 96_064);
        other.Run();
        Assert.Equal(first[(96, 64)], Outputs(other, session.Outputs.Count));

        static float[][] Outputs(IoBinding io, int count) => [.. Enumerable.Range(0, count).Select(i => io.Output(i).AsSpan<float>().ToArray())];
    }

    [Fact]
    public void Learnt_output_shapes_are_bound_to_memory_of_our_own()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("n"), "double", Cpu);
        using IoBinding io = session.Rent();
        io.Input().Reshape(1000);
        io.Run();
        io.Run();
        nint second = AddressOf(io);
        io.Run();
        Assert.Equal(second, AddressOf(io));

        static unsafe nint AddressOf(IoBinding io)
        {
            fixed (float* p = io.Output().AsSpan<float>()) return (nint)p;
        }
    }

    [Fact]
    public void Outputs_whose_shape_depends_on_the_data_are_never_misread()
    {
        using ModelSession session = ModelSession.Load(TestModel.NonZero("6"), "nonzero", Cpu);
        float[][] inputs = [[1, 0, 0, 2, 0, 3], [0, 0, 0, 0, 0, 1], [1, 0, 0, 2, 0, 3], [0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1], [0, 0, 5, 0, 0, 0], [4, 0, 0, 0, 0, 0]];
        for (int lease = 0; lease < 2; lease++)
        {
            using IoBinding io = session.Rent();
            foreach (float[] input in inputs)
            {
                input.CopyTo(io.Input().AsSpan<float>());
                io.Run();
                long[] expected = [.. Enumerable.Range(0, 6).Where(i => input[i] != 0).Select(i => (long)i)];
                Assert.Equal([1, expected.Length], io.Output().Shape);
                Assert.Equal(expected, io.Output().AsSpan<long>());
            }
        }
    }

    [Fact]
    public void Only_the_output_that_changes_shape_is_left_to_the_runtime()
    {
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float32, "n")
            .Node("NonZero", ["x"], ["where"])
            .Node("Neg", ["x"], ["negative"])
            .Output("where", TensorElementType.Int64, "1,?")
            .Output("negative", TensorElementType.Float32, "n")
            .ToArray();
        using ModelSession session = ModelSession.Load(model, "two kinds", Cpu);
        using IoBinding io = session.Rent();
        io.Input().Reshape(3);
        nint? address = null;
        for (int run = 0; run < 6; run++)
        {
            float last = run % 2;
            new[] { 1f, 0f, last }.CopyTo(io.Input().AsSpan<float>());
            io.Run();
            Assert.Equal(last == 0 ? [0L] : new[] { 0L, 2L }, io.Output("where").AsSpan<long>());
            Assert.Equal([-1f, -0f, -last], io.Output("negative").AsSpan<float>());
            if (run < 3) continue;
            address ??= AddressOf(io);
            Assert.Equal(address, AddressOf(io));
        }

        static unsafe nint AddressOf(IoBinding io)
        {
            fixed (float* p = io.Output("negative").AsSpan<float>()) return (nint)p;
        }
    }

    [Fact]
    public void Same_number_of_elements_in_another_shape_is_reported_in_its_own_shape()
    {
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float32, "6")
            .Input("shape", TensorElementType.Int64, "2")
            .Node("Reshape", ["x", "shape"], ["y"])
            .Output("y", TensorElementType.Float32, "?,?")
            .ToArray();
        using ModelSession session = ModelSession.Load(model, "reshape by data", Cpu);
        using IoBinding io = session.Rent();
        foreach ((long a, long b) in new[] { (2L, 3L), (2L, 3L), (3L, 2L), (6L, 1L), (2L, 3L) })
        {
            io.Input(1).AsSpan<long>()[0] = a;
            io.Input(1).AsSpan<long>()[1] = b;
            io.Run();
            Assert.Equal([a, b], io.Output().Shape);
        }
    }

    [Fact]
    public void A_model_that_declares_a_wrong_output_shape_still_gives_its_true_result()
    {
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float32, "4")
            .Node("NonZero", ["x"], ["y"])
            .Output("y", TensorElementType.Int64, "1,3")
            .ToArray();
        using ModelSession session = ModelSession.Load(model, "wrong declaration", Cpu);
        Assert.True(session.Outputs[0].IsStatic);
        using IoBinding io = session.Rent();
        foreach (float[] input in new float[][] { [1, 1, 1, 0], [0, 1, 0, 0], [1, 1, 1, 1], [1, 0, 1, 1] })
        {
            input.CopyTo(io.Input(0).AsSpan<float>());
            io.Run();
            Assert.Equal([1, input.Count(x => x != 0)], io.Output().Shape);
            Assert.Equal(Enumerable.Range(0, 4).Where(i => input[i] != 0).Select(i => (long)i), io.Output().AsSpan<long>().ToArray());
        }
    }

    [Fact]
    public void A_model_that_does_not_say_the_rank_takes_any_shape()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double(null), "no rank", Cpu);
        using IoBinding io = session.Rent();
        foreach (long[] shape in new long[][] { [2, 2], [3], [2, 2], [], [1, 1, 2] })
        {
            io.Input().Reshape(shape);
            io.Input().AsSpan<float>().Fill(4);
            io.Run();
            Assert.Equal(shape, io.Output().Shape);
            Assert.All(io.Output().AsSpan<float>().ToArray(), x => Assert.Equal(8, x));
        }
    }

    [Fact]
    public void A_scalar_needs_no_shape()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double(""), "scalar", Cpu);
        using IoBinding io = session.Rent();
        io.Input().AsSpan<float>()[0] = 21;
        io.Run();
        Assert.Equal(42, io.Output().AsSpan<float>()[0]);
        Assert.True(io.Output().Shape.IsEmpty);
    }

    internal static void FillWithNoise(Span<float> values, int seed)
    {
        var random = new Random(seed);
        foreach (ref float value in values) value = random.NextSingle() * 255;
    }
}
