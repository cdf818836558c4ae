using EdgeInfer.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Conformance.Tests;

/// <summary>What ONNX Runtime itself makes of a case on the CPU, with nothing of ours around it: the reference.</summary>
internal static class BareRuntime
{
    // What the ONNX project's own runner allows a backend.
    private static readonly Tolerance OfTheTestData = new(Absolute: 1e-7, Relative: 1e-3);

    /// <returns>Why ONNX Runtime does not pass this case; null where it does.</returns>
    /// <param name="case">The case.</param>
    /// <param name="runs">Receives each data set's inputs and ONNX Runtime's own outputs.</param>
    public static string? WhyItFails(ConformanceCase @case, out List<(OnnxValue[] Inputs, OnnxValue[] Outputs)> runs)
    {
        runs = [];
        if (@case.IsRandom) return "the outputs are random";
        try
        {
            using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, IntraOpNumThreads = 1 };
            using var session = new InferenceSession(@case.ModelPath, options);
            foreach (string set in @case.DataSets)
            {
                OnnxValue[] inputs = ConformanceCase.Read(set, "input", session.InputNames, session.InputMetadata);
                OnnxValue[] expected = ConformanceCase.Read(set, "output", session.OutputNames, session.OutputMetadata);
                OnnxValue[] actual = Run(session, inputs);
                if (OfTheTestData.Difference(actual, expected) is { } difference) return difference;
                runs.Add((inputs, actual));
            }

            return null;
        }
        catch (Exception e) when (e is OnnxRuntimeException or NotSupportedException or InvalidDataException)
        {
            return e.Message.ReplaceLineEndings(" ");
        }
    }

    private static OnnxValue[] Run(InferenceSession session, OnnxValue[] inputs)
    {
        OrtValue[] values = [.. inputs.Select(static i => i.ToOrtValue())];
        try
        {
            using var options = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(options, session.InputNames, values, session.OutputNames);
            return [.. results.Select(OnnxValue.From)];
        }
        finally
        {
            foreach (OrtValue value in values) value.Dispose();
        }
    }
}
