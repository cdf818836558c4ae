using EdgeInfer.Kernels;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>Reads one family's output tensors as turned boxes. Immutable and thread-safe.</summary>
internal abstract class OrientedDecoder
{
    /// <summary>Number of classes the model's outputs have room for; checked against the labels.</summary>
    public abstract int ClassCount { get; }

    /// <summary>Whether the outputs are still to be thinned out.</summary>
    public virtual bool NeedsNms => true;

    /// <summary>Most boxes these outputs can hold.</summary>
    public abstract int Room(in ModelOutputs outputs);

    /// <summary>Writes every box that scores above the threshold, in pixels of the model's input. No NMS.</summary>
    /// <param name="outputs">What the model said of one picture.</param>
    /// <param name="confidence">Lowest score wanted, 0 … 1.</param>
    /// <param name="boxes">Receives the boxes; has <see cref="Room"/> for them.</param>
    /// <returns>How many.</returns>
    public abstract int Decode(in ModelOutputs outputs, float confidence, Span<ScoredRotatedBox> boxes);

    /// <returns>Null where the manifest names a family of upright boxes.</returns>
    /// <exception cref="ModelMismatchException">The model's outputs are not of the family that the manifest names.</exception>
    public static OrientedDecoder? TryCreate(DecoderContract contract, DecoderFamily family) => family switch
    {
        DecoderFamily.UltralyticsObb => new UltralyticsObbDecoder(contract),
        DecoderFamily.YoloEndToEnd when contract.Rank(0) == 3 && contract.Size(0, 2) == YoloEndToEndObbDecoder.Values => new YoloEndToEndObbDecoder(contract),
        _ => null,
    };
}
