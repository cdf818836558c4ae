using System.Runtime.InteropServices;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Tests.Sessions;

/// <summary>Every element type of ONNX Runtime's C# API goes through unchanged, and no other .NET type reads it.</summary>
public sealed class ElementTypeTests
{
    private static readonly ModelSessionOptions Cpu = new() { Providers = ProviderSelection.Cpu, Threads = 1 };

    [Fact]
    public void Float32_goes_through() => RoundTrip(TensorElementType.Float32, [float.MinValue, -0f, float.Epsilon, float.NaN]);

    [Fact]
    public void Float64_goes_through() => RoundTrip(TensorElementType.Float64, [double.MinValue, -0.0, double.Epsilon, Math.PI]);

    [Fact]
    public void Float16_goes_through() => RoundTrip(TensorElementType.Float16, [Half.MinValue, (Half)0.1f, Half.Epsilon, Half.PositiveInfinity]);

    [Fact]
    public void BFloat16_goes_through_as_bits() => RoundTrip<ushort>(TensorElementType.BFloat16, [0x3F80, 0x8000, 0x7F80, 0x0001]);

    [Fact]
    public void UInt8_goes_through() => RoundTrip<byte>(TensorElementType.UInt8, [0, 1, 127, 255]);

    [Fact]
    public void Int8_goes_through() => RoundTrip<sbyte>(TensorElementType.Int8, [-128, -1, 0, 127]);

    [Fact]
    public void UInt16_goes_through() => RoundTrip<ushort>(TensorElementType.UInt16, [0, 1, 0x7FFF, 0xFFFF]);

    [Fact]
    public void Int16_goes_through() => RoundTrip<short>(TensorElementType.Int16, [short.MinValue, -1, 0, short.MaxValue]);

    [Fact]
    public void UInt32_goes_through() => RoundTrip<uint>(TensorElementType.UInt32, [0, 1, int.MaxValue, uint.MaxValue]);

    [Fact]
    public void Int32_goes_through() => RoundTrip<int>(TensorElementType.Int32, [int.MinValue, -1, 0, int.MaxValue]);

    [Fact]
    public void UInt64_goes_through() => RoundTrip<ulong>(TensorElementType.UInt64, [0, 1, long.MaxValue, ulong.MaxValue]);

    [Fact]
    public void Int64_goes_through() => RoundTrip<long>(TensorElementType.Int64, [long.MinValue, -1, 0, long.MaxValue]);

    [Fact]
    public void Bool_goes_through() => RoundTrip(TensorElementType.Bool, [true, false, false, true]);

    [Theory]
    [InlineData("2,2")]
    [InlineData("n,2")]
    public void Strings_go_through(string shape)
    {
        string[] values = ["", "plain", "Größe 漢字 🙂", new string('x', 5000)];
        using ModelSession session = ModelSession.Load(TestModel.Identity(TensorElementType.String, shape), "identity", Cpu);
        for (int lease = 0; lease < 2; lease++)
        {
            using IoBinding io = session.Rent();
            for (int run = 0; run < 3; run++)
            {
                Array.Reverse(values);
                io.Input().SetStrings(values, 2, 2);
                io.Run();
                Assert.Equal([2, 2], io.Output().Shape);
                Assert.Equal(values, io.Output().GetStrings());
            }
        }
    }

    [Theory]
    [InlineData(TensorElementType.Float8E4M3FN)]
    [InlineData(TensorElementType.Float8E4M3FNUZ)]
    [InlineData(TensorElementType.Float8E5M2)]
    [InlineData(TensorElementType.Float8E5M2FNUZ)]
    [InlineData(TensorElementType.UInt4)]
    [InlineData(TensorElementType.Int4)]
    public void Types_outside_the_Csharp_API_are_refused_with_a_way_out(TensorElementType type)
    {
        byte[] model = new TestModel { IrVersion = 10, Opset = 21 }
            .Input("x", type, "4")
            .Node("Cast", ["x"], ["y"], ("to", (long)TensorElementType.Float32))
            .Output("y", TensorElementType.Float32, "4")
            .ToArray();
        string message = Assert.Throws<ModelLoadException>(() => ModelSession.Load(model, "odd", Cpu)).Message;
        Assert.StartsWith($"odd: the model cannot be loaded; an input or output has the element type {type.ToDisplayName()}", message);
        Assert.Contains("put a Cast", message);
    }

    [Fact]
    public void Sequences_go_through_the_escape_hatch()
    {
        byte[] model = new TestModel()
            .SequenceInput("list", TensorElementType.Float32)
            .Input("at", TensorElementType.Int64, "")
            .Node("SequenceAt", ["list", "at"], ["item"])
            .Node("Identity", ["list"], ["same"])
            .Output("item", TensorElementType.Float32, null)
            .SequenceOutput("same", TensorElementType.Float32)
            .ToArray();
        using ModelSession session = ModelSession.Load(model, "sequence", Cpu);
        Assert.False(session.Inputs[0].IsTensor);
        Assert.Equal("list: sequence", session.Inputs[0].ToString());
        for (int lease = 0; lease < 2; lease++)
        {
            using IoBinding io = session.Rent();
            Assert.Contains("'list'", Assert.Throws<InvalidOperationException>(() => io.Run()).Message);
            using OrtValue list = OrtValue.CreateSequence([Tensor(1, 2), Tensor(3, 4, 5)]);
            io.Input("list").SetValue(list);
            foreach (int at in new[] { 0, 1, 0 })
            {
                io.Input("at").AsSpan<long>()[0] = at;
                io.Run();
                Assert.Equal(at == 0 ? [1, 2] : new float[] { 3, 4, 5 }, io.Output("item").AsSpan<float>());
                Assert.Equal(2, io.Output("same").GetValue().GetValueCount());
                Assert.Contains("has no shape", Assert.Throws<ModelMismatchException>(() => io.Output("same").Shape.Length.ToString()).Message);
                Assert.Throws<ModelMismatchException>(() => io.Output("same").AsSpan<float>().Length.ToString());
            }
        }

        static OrtValue Tensor(params float[] values) => OrtValue.CreateTensorValueFromMemory(values, [values.Length]);
    }

    private static void RoundTrip<T>(TensorElementType type, T[] values) where T : unmanaged
    {
        foreach (string shape in new[] { "2,2", "a,b" })
        {
            using ModelSession session = ModelSession.Load(TestModel.Identity(type, shape), "identity", Cpu);
            Assert.Equal(type, session.Inputs[0].ElementType);
            using IoBinding io = session.Rent();
            for (int run = 0; run < 3; run++)
            {
                io.Input().Reshape(2, 2);
                values.CopyTo(io.Input().AsSpan<T>());
                io.Run();
                Assert.Equal(MemoryMarshal.AsBytes<T>(values), MemoryMarshal.AsBytes(io.Output().AsSpan<T>()));
            }

            ReadAs<float>(io, type);
            ReadAs<double>(io, type);
            ReadAs<Half>(io, type);
            ReadAs<byte>(io, type);
            ReadAs<sbyte>(io, type);
            ReadAs<ushort>(io, type);
            ReadAs<short>(io, type);
            ReadAs<uint>(io, type);
            ReadAs<int>(io, type);
            ReadAs<ulong>(io, type);
            ReadAs<long>(io, type);
            ReadAs<bool>(io, type);
            Assert.Throws<ModelMismatchException>(() => io.Output().GetStrings());
        }

        static void ReadAs<TOther>(IoBinding io, TensorElementType type) where TOther : unmanaged
        {
            if (typeof(TOther) == typeof(T))
            {
                Assert.Equal(4, io.Input().AsSpan<TOther>().Length);
                Assert.Equal(4, io.Output().AsSpan<TOther>().Length);
                return;
            }

            string input = Assert.Throws<ModelMismatchException>(() => io.Input().AsSpan<TOther>().Length.ToString()).Message;
            string output = Assert.Throws<ModelMismatchException>(() => io.Output().AsSpan<TOther>().Length.ToString()).Message;
            Assert.Contains(type.ToDisplayName(), input);
            Assert.Contains(typeof(TOther).Name, input);
            Assert.Contains("Output 'y' of identity", output);
        }
    }
}
