using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Tests.Sessions;

/// <summary>Input that does not fit the model is refused, says what was expected and found, and leaves the lease usable.</summary>
public sealed class BadInputTests
{
    private static readonly ModelSessionOptions Cpu = new() { Providers = ProviderSelection.Cpu, Threads = 1 };

    [Theory]
    [InlineData(new long[] { 1, 4, 8, 8 })]
    [InlineData(new long[] { 3, 8, 8 })]
    [InlineData(new long[] { 1, 3, 8, 8, 1 })]
    [InlineData(new long[] { 1, 3, -1, 8 })]
    [InlineData(new long[0])]
    public void A_shape_that_does_not_fit_is_refused(long[] shape)
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("1,3,h,w"), "double", Cpu);
        using IoBinding io = session.Rent();
        io.Input().Reshape(1, 3, 2, 2);
        string message = Assert.Throws<ModelMismatchException>(() => io.Input().Reshape(shape)).Message;

        Assert.Contains("Input 'x' of double: expected float32 [1, 3, h, w]", message);
        Assert.Contains($"[{string.Join(", ", shape)}]", message);
        Assert.Equal([1, 3, 2, 2], io.Input().Shape);
        io.Input().AsSpan<float>().Fill(1);
        io.Run();
        Assert.Equal(Enumerable.Repeat(2f, 12), io.Output().AsSpan<float>().ToArray());
    }

    [Fact]
    public void A_shape_larger_than_any_memory_is_refused()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("n,m"), "double", Cpu);
        using IoBinding io = session.Rent();
        io.Input().Reshape(2, 2);
        io.Input().AsSpan<float>().Fill(3);
        Assert.Contains("larger than any memory", Assert.Throws<ModelMismatchException>(() => io.Input().Reshape(long.MaxValue, long.MaxValue)).Message);
        Assert.Contains("larger than any memory", Assert.Throws<ModelMismatchException>(() => io.Input().Reshape(1L << 61, 2)).Message);
        Assert.Throws<OutOfMemoryException>(() => io.Input().Reshape(1L << 40, 1L << 16));

        Assert.Equal([2, 2], io.Input().Shape);
        io.Run();
        Assert.Equal([6, 6, 6, 6], io.Output().AsSpan<float>());
    }

    [Fact]
    public void A_static_input_cannot_be_given_another_shape()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("2"), "double", Cpu);
        using IoBinding io = session.Rent();
        io.Input().Reshape(2);
        Assert.Contains("expected float32 [2], got the shape [3]", Assert.Throws<ModelMismatchException>(() => io.Input().Reshape(3)).Message);
    }

    [Fact]
    public void A_vector_given_for_a_scalar_is_reported_as_the_vector_it_makes()
    {
        // ONNX Runtime checks no rank where the model declares a scalar, and does not say whether it declares any.
        using ModelSession session = ModelSession.Load(TestModel.Double(""), "double", Cpu);
        using IoBinding io = session.Rent();
        io.Input().Reshape(2);
        io.Input().AsSpan<float>().Fill(5);
        for (int run = 0; run < 3; run++)
        {
            io.Run();
            Assert.Equal([2], io.Output().Shape);
            Assert.Equal([10, 10], io.Output().AsSpan<float>());
        }
    }

    [Fact]
    public void An_input_of_another_type_is_refused()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("2"), "double", Cpu);
        using IoBinding io = session.Rent();
        Assert.Equal(
            "Input 'x' of double is float32 [2] and cannot be written as Double.",
            Assert.Throws<ModelMismatchException>(() => io.Input().AsSpan<double>().Clear()).Message);
        Assert.Equal(
            "Input 'x' of double: expected float32 [2], got strings.",
            Assert.Throws<ModelMismatchException>(() => io.Input().SetStrings(["a", "b"], 2)).Message);
    }

    [Fact]
    public void Strings_that_do_not_fill_the_shape_are_refused()
    {
        using ModelSession session = ModelSession.Load(TestModel.Identity(TensorElementType.String, "n,2"), "texts", Cpu);
        using IoBinding io = session.Rent();
        Assert.Contains("expected string [n, 2], got the shape [2, 2] for 3 strings", Assert.Throws<ModelMismatchException>(() => io.Input().SetStrings(["a", "b", "c"], 2, 2)).Message);
        Assert.Contains("expected string [n, 2], got the shape [3]", Assert.Throws<ModelMismatchException>(() => io.Input().SetStrings(["a", "b", "c"], 3)).Message);
        Assert.Throws<ModelMismatchException>(() => io.Input().SetStrings(["a"], long.MaxValue, 2));
        Assert.Contains("SetStrings", Assert.Throws<ModelMismatchException>(() => io.Input().Reshape(1, 2)).Message);
        Assert.Contains("SetStrings", Assert.Throws<InvalidOperationException>(() => io.Run()).Message);
    }

    [Fact]
    public void An_unknown_name_lists_the_names_there_are()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("2"), "double", Cpu);
        using IoBinding io = session.Rent();
        Assert.Contains("no input 'image'; it has 'x'", Assert.Throws<ArgumentException>(() => io.Input("image").AsBytes().Clear()).Message);
        io.Run();
        Assert.Contains("no output 'boxes'; it has 'y'", Assert.Throws<ArgumentException>(() => io.Output("boxes").GetValue()).Message);
        Assert.Throws<ArgumentNullException>(() => io.Input(null!).AsBytes().Clear());
        Assert.Throws<ArgumentOutOfRangeException>(() => io.Input(1).AsBytes().Clear());
        Assert.Throws<ArgumentOutOfRangeException>(() => io.Input(-1).AsBytes().Clear());
        Assert.Throws<ArgumentOutOfRangeException>(() => io.Output(1).GetValue());
    }

    [Fact]
    public void A_missing_input_is_named_in_every_lease()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("n,3"), "double", Cpu);
        for (int lease = 0; lease < 3; lease++)
        {
            using IoBinding io = session.Rent();
            Assert.True(io.Input().Shape.IsEmpty);
            string run = Assert.Throws<InvalidOperationException>(() => io.Run()).Message;
            Assert.Contains("Input 'x' of double is missing: expected float32 [n, 3]", run);
            Assert.Contains("Reshape", run);
            Assert.Contains("Reshape", Assert.Throws<InvalidOperationException>(() => io.Input().AsSpan<float>().Clear()).Message);
            Assert.Contains("Reshape", Assert.Throws<InvalidOperationException>(() => io.Input().AsBytes().Clear()).Message);

            // The next caller must not run on this one's shape and data by accident.
            io.Input().Reshape(2, 3);
            io.Run();
        }
    }

    [Fact]
    public void Outputs_cannot_be_read_before_a_run_or_after_a_failed_one()
    {
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float32, "4")
            .Input("at", TensorElementType.Int64, "")
            .Node("Gather", ["x", "at"], ["y"])
            .Output("y", TensorElementType.Float32, "")
            .ToArray();
        using ModelSession session = ModelSession.Load(model, "gather", Cpu);
        using (IoBinding io = session.Rent())
        {
            Assert.Throws<InvalidOperationException>(() => io.Output().GetValue());
            io.Input(0).AsSpan<float>()[2] = 7;
            io.Input(1).AsSpan<long>()[0] = 2;
            io.Run();
            Assert.Equal(7, io.Output().AsSpan<float>()[0]);

            io.Input(1).AsSpan<long>()[0] = 99;
            var error = Assert.Throws<InferenceException>(() => io.Run());
            Assert.Contains("gather failed on provider cpu", error.Message);
            Assert.DoesNotContain('\n', error.Message);
            Assert.Throws<InvalidOperationException>(() => io.Output().GetValue());

            io.Input(1).AsSpan<long>()[0] = 2;
            io.Run();
            Assert.Equal(7, io.Output().AsSpan<float>()[0]);
        }

        using IoBinding next = session.Rent();
        Assert.Throws<InvalidOperationException>(() => next.Output().GetValue());
    }

    [Fact]
    public void A_lent_value_serves_its_own_lease_only()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("2"), "double", Cpu);
        using (OrtValue lent = OrtValue.CreateTensorValueFromMemory(new float[] { 100, 200 }, [2]))
        using (IoBinding io = session.Rent())
        {
            io.Input().AsSpan<float>().Fill(1);
            io.Input().SetValue(lent);
            io.Run();
            Assert.Equal([200, 400], io.Output().AsSpan<float>());
            Assert.Contains("SetValue", Assert.Throws<InvalidOperationException>(() => io.Input().AsSpan<float>().Clear()).Message);

            io.Input().Reshape(2);
            io.Input().AsSpan<float>().Fill(5);
            io.Run();
            Assert.Equal([10, 10], io.Output().AsSpan<float>());
            io.Input().SetValue(lent);
        }

        using IoBinding next = session.Rent();
        next.Input().AsSpan<float>().Fill(3);
        next.Run();
        Assert.Equal([6, 6], next.Output().AsSpan<float>());
        Assert.Throws<ArgumentNullException>(() => next.Input().SetValue(null!));
    }

    [Fact]
    public void A_lent_value_of_another_shape_does_not_meet_what_was_learnt()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("n"), "double", Cpu);
        using IoBinding io = session.Rent();
        foreach (int length in new[] { 2, 2, 5, 1 })
        {
            using OrtValue lent = OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(1f, length).ToArray(), [length]);
            io.Input().SetValue(lent);
            io.Run();
            Assert.Equal([length], io.Output().Shape);
            Assert.Equal(Enumerable.Repeat(2f, length), io.Output().AsSpan<float>().ToArray());
        }
    }

    [Fact]
    public void A_lent_value_that_does_not_fit_fails_when_it_runs()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("2"), "double", Cpu);
        using OrtValue wrongShape = OrtValue.CreateTensorValueFromMemory(new float[3], [3]);
        using OrtValue wrongType = OrtValue.CreateTensorValueFromMemory(new int[2], [2]);
        using (IoBinding io = session.Rent())
        {
            foreach (OrtValue wrong in new[] { wrongShape, wrongType })
            {
                io.Input().SetValue(wrong);
                Assert.Contains("x", Assert.Throws<InferenceException>(() => io.Run()).Message);
            }
        }

        using IoBinding next = session.Rent();
        next.Input().AsSpan<float>().Fill(2);
        next.Run();
        Assert.Equal([4, 4], next.Output().AsSpan<float>());
    }
}
