using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>What a decoder asks of a model's outputs, checked once when it is built.</summary>
internal readonly struct DecoderContract(ModelSession session, ResolvedManifest manifest)
{
    public int OutputCount => session.Outputs.Count;

    /// <summary>The position of an output by name; null where there is none.</summary>
    public int? Find(string name)
    {
        for (int i = 0; i < session.Outputs.Count; i++)
        {
            if (session.Outputs[i].Name == name) return i;
        }

        return null;
    }

    public bool Has(string name) => Find(name) is not null;

    /// <summary>The position of an output by name.</summary>
    public int IndexOf(string name) => Find(name) ?? throw Contradiction($"its decoder reads an output '{name}'");

    /// <summary>The position of a float32 or float16 output of this rank by name.</summary>
    public int Require(string name, int rank) => Require(IndexOf(name), rank);

    /// <summary>The position of an output of whole numbers by name.</summary>
    public int RequireIntegers(string name)
    {
        int index = IndexOf(name);
        if (!IntegerOutput.Reads(session.Outputs[index].ElementType)) throw Contradiction($"its decoder reads '{name}' as whole numbers");
        return index;
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

    /// <summary>Number of axes of an output.</summary>
    public int Rank(int index) => session.Outputs[index].Dimensions.Count;

    /// <summary>The classes that an axis has room for beside other values; where the axis is free, the labels tell.</summary>
    /// <param name="others">Values of that axis which are no classes.</param>
    /// <param name="size">The axis's size; null where it is free.</param>
    /// <param name="what">What the decoder expects, for the message.</param>
    public int ClassesBeside(int others, long? size, string what)
    {
        if (size is { } known) return known > others ? checked((int)(known - others)) : throw Contradiction($"{what}, not {known} values");
        return LabelCount ?? throw Contradiction("the number of classes is free in the model and no labels are given");
    }

    /// <summary>Number of labels the manifest gives; null for none.</summary>
    public int? LabelCount => manifest.Manifest.Labels.Count > 0 ? manifest.Manifest.Labels.Count : null;

    public ModelMismatchException Contradiction(string what) => new(
        $"{manifest.Origin} (decoder {manifest.Manifest.Decoder}) contradicts {session.Name}: {what}, but the outputs are {string.Join("; ", session.Outputs)}; correct the decoder in the manifest.", session.Name);
}
