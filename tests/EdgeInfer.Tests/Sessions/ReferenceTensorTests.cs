using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

/// <summary>Raw tensors in, raw tensors out: the runtime alone, against outputs computed independently.</summary>
public sealed class ReferenceTensorTests(ITestOutputHelper output)
{
    /// <summary>Every value within this, absolutely or relative to the reference.</summary>
    private const float Tolerance = 1e-4f;

    [Theory]
    [InlineData("mnist.onnx", "mnist_digit28_input", "Plus214_Output_0", "mnist_digit28_output")]
    [InlineData("mobilefacenet_112.onnx", "mobilefacenet_id_dad1_input", "output0", "mobilefacenet_id_dad1_output")]
    [InlineData("ultraface_rfb_320.onnx", "ultraface_rfb_faces_family_input", "boxes", "ultraface_rfb_faces_family_boxes")]
    [InlineData("ultraface_rfb_320.onnx", "ultraface_rfb_faces_family_input", "scores", "ultraface_rfb_faces_family_scores")]
    [InlineData("en_number_v2_rec.onnx", "en_rec_alaska_input", "save_infer_model/scale_0.tmp_1", "en_rec_alaska_output")]
    [InlineData("squeezenet1_1_int8_qdq.onnx", "squeezenet_int8_hummingbird_input", "output", "squeezenet_int8_hummingbird_output")]
    public void Output_equals_the_reference(string model, string inputFile, string outputName, string outputFile)
    {
        NpyFile input = NpyFile.Read(TestData.Path($"tensors/{inputFile}.npy"));
        NpyFile expected = NpyFile.Read(TestData.Path($"tensors/{outputFile}.npy"));
        using ModelSession session = ModelSession.Load(TestData.Path($"models/{model}"), new ModelSessionOptions { Providers = ProviderSelection.Cpu });
        // An int8 model may come out one quantisation step (2.0 in these logits) away where the processor lacks VNNI.
        float step = model.Contains("int8") ? 2.0f : 0;
        using IoBinding io = session.Rent();
        // The second run writes to memory of ours where the first one's shape had to be learnt.
        for (int run = 0; run < 2; run++)
        {
            io.Input().Reshape(input.Shape);
            input.Values.CopyTo(io.Input().AsSpan<float>());
            io.Run();

            OutputTensor actual = io.Output(outputName);
            Assert.Equal(expected.Shape, actual.Shape);
            (float worst, int at) = Worst(actual.AsSpan<float>(), expected.Values);
            output.WriteLine($"run {run}: largest difference {worst:g3} at {at}, where the reference is {expected.Values[at]}");
            Assert.True(worst <= Math.Max(Tolerance, step), $"{outputName}[{at}] is {actual.AsSpan<float>()[at]}, the reference {expected.Values[at]}");
            Assert.Equal(IndexOfMax(expected.Values), IndexOfMax(actual.AsSpan<float>()));
        }

        static (float Difference, int At) Worst(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
        {
            (float Difference, int At) worst = (0, 0);
            for (int i = 0; i < expected.Length; i++)
            {
                float difference = MathF.Abs(actual[i] - expected[i]) / MathF.Max(1, MathF.Abs(expected[i]));
                if (!(difference <= worst.Difference)) worst = (difference, i);
            }

            return worst;
        }

        static int IndexOfMax(ReadOnlySpan<float> values) => values.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max(values));
    }
}
