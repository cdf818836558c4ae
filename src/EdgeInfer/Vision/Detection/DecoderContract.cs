using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>What a decoder asks of a model's outputs, checked once when it is built.</summary>
internal readonly struct DecoderContract(ModelSession session, ResolvedManifest manifest)
{
    public int OutputCount => session.Outputs.Count;

    /// <summary>The position of a float32 or float16 output of this rank by name.</summary>
    public int Require(string name, int rank)
    {
        for (int i = 0; i < session.Outputs.Count; i++)
        {
            if (session.Outputs[i].Name == name) return Require(i, rank);
        }

        throw Contradiction($"its decoder reads an output '{name}'");
    }

    /// <summary>The position of a float32 or float16 output of this rank.</summary>
    public int Require(int index, int rank)
    {
        TensorSpec output = session.Outputs[index];
        if (!output.IsTensor || output.ElementType is not (TensorElementType.Float32 or TensorElementType.Float16) || output.Dimensions.Count != rank)
            throw Contradiction($"its decoder reads '{output.Name}' as float32 or float16 with {rank} axes");
        return index;
    }

    /// <summary>A size of an output, which may be free.</summary>
    public long? Size(int index, int axis) => session.Outputs[index].Dimensions[axis] is >= 0 and var size ? size : null;

    /// <summary>Number of labels the manifest gives; null for none.</summary>
    public int? LabelCount => manifest.Manifest.Labels.Count > 0 ? manifest.Manifest.Labels.Count : null;

    public ModelMismatchException Contradiction(string what) => new(
        $"{manifest.Origin} (decoder {manifest.Manifest.Decoder}) contradicts {session.Name}: {what}, but the outputs are {string.Join("; ", session.Outputs)}; correct the decoder in the manifest.", session.Name);
}
