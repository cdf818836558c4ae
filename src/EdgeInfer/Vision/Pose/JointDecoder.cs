using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>Reads the joints of the one person that a model was shown. One small class a family; immutable and thread-safe.</summary>
internal abstract class JointDecoder
{
    /// <summary>Joints of the model.</summary>
    public abstract int KeypointCount { get; }

    /// <param name="outputs">What the model said of one crop.</param>
    /// <param name="width">The input's width in pixels.</param>
    /// <param name="height">The input's height in pixels.</param>
    /// <param name="joints">Receives <see cref="KeypointCount"/> joints in input pixels.</param>
    public abstract void Decode(in ModelOutputs outputs, int width, int height, Span<Keypoint> joints);

    /// <returns>The decoder, or null where the family's models find people themselves.</returns>
    /// <exception cref="ModelMismatchException">The model's outputs are not of the family that the manifest names.</exception>
    public static JointDecoder? Create(ModelSession session, ResolvedManifest manifest)
    {
        DecoderContract contract = new(session, manifest);
        return manifest.Manifest.Decoder switch
        {
            DecoderFamily.SimCc => new SimCcDecoder(session, contract, manifest.Manifest.Keypoints.Count),
            DecoderFamily.Heatmap => new HeatmapDecoder(contract, manifest.Manifest.Keypoints.Count),
            _ => null,
        };
    }

    /// <summary>The number of joints, from the model and the manifest.</summary>
    protected static int Count(DecoderContract contract, int output, int named)
    {
        long? given = contract.Size(output, 1);
        if (named > 0 && given is not null && given != named) throw contract.Contradiction($"the manifest names {named} keypoints, the model has {given}");
        int count = (int?)given ?? named;
        return count is > 0 and <= 4096 ? count : throw contract.Contradiction("the number of joints is free in the model and no keypoints are named");
    }

    protected static void RequireCount(in ModelOutputs outputs, int output, int rank, int joints)
    {
        ReadOnlySpan<long> shape = outputs.Shape(output);
        if (shape.Length == rank && shape[1] == joints && !outputs.Floats(output).IsEmpty) return;
        throw new ModelMismatchException(
            $"Output '{outputs.Spec(output).Name}' was [{string.Join(',', shape.ToArray())}] after this picture; {joints} joints on its second of {rank} axes were expected.");
    }
}
