using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>
/// A detector whose boxes come with mask coefficients, and the prototypes that these mix (YOLACT and the YOLO families after it).
/// Immutable and thread-safe.
/// </summary>
internal abstract class InstanceDecoder
{
    /// <summary>What every export has unless somebody retrained it otherwise.</summary>
    private const int UsualCoefficients = 32;

    /// <summary>The output with the prototypes: <c>[1, coefficients, height, width]</c>.</summary>
    private const int Prototypes = 1;

    private readonly ModelSession _session;

    protected InstanceDecoder(ModelSession session, DecoderContract contract)
    {
        _session = session;
        if (contract.OutputCount < 2) throw contract.Contradiction("masks need two outputs, boxes and prototypes");
        contract.Require(Prototypes, rank: 4);
        CoefficientCount = contract.Size(Prototypes, 1) is > 0 and <= 1024 and var size ? (int)size : UsualCoefficients;
    }

    /// <summary>Reads the boxes.</summary>
    public abstract DetectionDecoder Boxes { get; }

    /// <summary>Weights of a mask, and number of prototypes.</summary>
    public int CoefficientCount { get; }

    /// <summary>The prototypes and their size.</summary>
    /// <exception cref="ModelMismatchException">The run gave another number of them.</exception>
    public ReadOnlySpan<float> ReadPrototypes(in ModelOutputs outputs, out int width, out int height)
    {
        ReadOnlySpan<long> shape = outputs.Shape(Prototypes);
        if (shape.Length != 4 || shape[1] != CoefficientCount || shape[2] is not (> 0 and <= int.MaxValue) || shape[3] is not (> 0 and <= int.MaxValue))
        {
            throw new ModelMismatchException(
                $"Output '{outputs.Spec(Prototypes).Name}' of {_session.Name} was [{string.Join(',', shape.ToArray())}] after this picture; [1,{CoefficientCount},height,width] was expected.", _session.Name);
        }

        (height, width) = ((int)shape[2], (int)shape[3]);
        return outputs.Floats(Prototypes);
    }

    /// <summary>Reads the mask coefficients of a box.</summary>
    /// <param name="outputs">What the box was read from.</param>
    /// <param name="source">The box's <see cref="ScoredBox.Source"/>.</param>
    /// <param name="coefficients">Receives <see cref="CoefficientCount"/> weights.</param>
    public abstract void ReadCoefficients(in ModelOutputs outputs, int source, Span<float> coefficients);

    /// <exception cref="ModelMismatchException">The model's outputs are not of the family that the manifest names.</exception>
    public static InstanceDecoder Create(ModelSession session, ResolvedManifest manifest)
    {
        DecoderContract contract = new(session, manifest);
        return manifest.Manifest.Decoder switch
        {
            DecoderFamily.Ultralytics => new UltralyticsInstanceDecoder(session, contract),
            DecoderFamily.YoloV5 => new YoloV5InstanceDecoder(session, contract),
            DecoderFamily.YoloEndToEnd => new YoloEndToEndInstanceDecoder(session, contract),
            var other => throw contract.Contradiction($"there is no decoder '{other}' for masks of objects"),
        };
    }
}
