using System.Runtime.InteropServices;
using EdgeInfer.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Conformance.Tests;

/// <summary>Runs a case through a <see cref="ModelSession"/>, as a caller would.</summary>
internal static class CaseRunner
{
    /// <summary>
    /// Runs every data set of a case in each lease twice: the first run may learn an output's shape and the second write
    /// into memory bound to it.
    /// </summary>
    /// <returns>Null where every result is within tolerance, else the first that is not, or what was thrown.</returns>
    public static string? WhyItFails(
        ConformanceCase @case, List<(OnnxValue[] Inputs, OnnxValue[] Outputs)> runs, ModelSessionOptions options, Tolerance tolerance, int leases)
    {
        try
        {
            using ModelSession session = ModelSession.Load(@case.ModelPath, options);
            for (int lease = 0; lease < leases; lease++)
            {
                using IoBinding io = session.Rent();
                for (int run = 0; run < 2; run++)
                {
                    foreach ((OnnxValue[] inputs, OnnxValue[] expected) in runs)
                    {
                        if (tolerance.Difference(Run(io, session, inputs), expected) is { } difference)
                            return $"lease {lease}, run {run}: {difference}";
                    }
                }
            }

            return null;
        }
        catch (Exception e) when (e is EdgeInferException or InvalidOperationException or NotSupportedException)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    /// <summary>Tensors are written in place, everything else goes through the escape hatch.</summary>
    private static OnnxValue[] Run(IoBinding io, ModelSession session, OnnxValue[] inputs)
    {
        var lent = new List<OrtValue>();
        try
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                InputTensor input = io.Input(i);
                if (!input.Spec.IsTensor || inputs[i] is not OnnxTensor tensor)
                {
                    lent.Add(inputs[i].ToOrtValue());
                    input.SetValue(lent[^1]);
                }
                else if (tensor.Type == TensorElementType.String)
                {
                    input.SetStrings(tensor.Strings, tensor.Shape);
                }
                else
                {
                    input.Reshape(tensor.Shape);
                    tensor.Content.CopyTo(input.AsBytes());
                }
            }

            io.Run();
            var results = new OnnxValue[session.Outputs.Count];
            for (int i = 0; i < results.Length; i++) results[i] = Read(io.Output(i));
            return results;
        }
        finally
        {
            foreach (OrtValue value in lent) value.Dispose();
        }
    }

    private static OnnxValue Read(OutputTensor output)
    {
        if (!output.Spec.IsTensor) return OnnxValue.From(output.GetValue());
        TensorElementType type = output.Spec.ElementType;
        long[] shape = output.Shape.ToArray();
        if (type == TensorElementType.String) return new OnnxTensor(type, shape, [], output.GetStrings());
        // Through the span a caller would read, not through ONNX Runtime's own value.
        byte[] content = type switch
        {
            TensorElementType.Float32 => Bytes<float>(output),
            TensorElementType.Float64 => Bytes<double>(output),
            TensorElementType.Float16 => Bytes<Half>(output),
            TensorElementType.BFloat16 or TensorElementType.UInt16 => Bytes<ushort>(output),
            TensorElementType.Bool => Bytes<bool>(output),
            TensorElementType.UInt8 => Bytes<byte>(output),
            TensorElementType.Int8 => Bytes<sbyte>(output),
            TensorElementType.Int16 => Bytes<short>(output),
            TensorElementType.UInt32 => Bytes<uint>(output),
            TensorElementType.Int32 => Bytes<int>(output),
            TensorElementType.UInt64 => Bytes<ulong>(output),
            TensorElementType.Int64 => Bytes<long>(output),
            _ => throw new NotSupportedException($"An output of {type}."),
        };
        return new OnnxTensor(type, shape, content, []);

        static byte[] Bytes<T>(OutputTensor output) where T : unmanaged =>
            MemoryMarshal.AsBytes(output.AsSpan<T>()).ToArray();
    }
}
