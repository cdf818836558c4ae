using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>Reads one family's output tensors as boxes. One small class a family; immutable and thread-safe.</summary>
internal abstract class DetectionDecoder
{
    /// <summary>Number of classes the model's outputs have room for; checked against the labels.</summary>
    public abstract int ClassCount { get; }

    /// <summary>Whether the outputs are still to be thinned out; false where the model gives each object once.</summary>
    public virtual bool NeedsNms => true;

    /// <summary>Whether each output has one part a picture, so that several pictures can be given at once.</summary>
    public virtual bool ReadsBatches => true;

    /// <summary>Points a box comes with; 0 for none.</summary>
    public virtual int KeypointCount => 0;

    /// <summary>Adds every box that scores above the threshold, corners in pixels of the model's input. No NMS.</summary>
    /// <param name="outputs">What the model said of one picture.</param>
    /// <param name="width">The input's width in pixels.</param>
    /// <param name="height">The input's height in pixels.</param>
    /// <param name="confidence">Lowest score wanted, 0 … 1.</param>
    /// <param name="candidates">Receives the boxes.</param>
    public abstract void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates);

    /// <summary>Reads the points of a box that stayed.</summary>
    /// <param name="outputs">What the box was read from.</param>
    /// <param name="source">The box's <see cref="ScoredBox.Source"/>.</param>
    /// <param name="width">The input's width in pixels.</param>
    /// <param name="height">The input's height in pixels.</param>
    /// <param name="keypoints">Receives <see cref="KeypointCount"/> points in pixels of the model's input.</param>
    public virtual void ReadKeypoints(in ModelOutputs outputs, int source, int width, int height, Span<Keypoint> keypoints)
    {
    }

    /// <exception cref="ModelMismatchException">The model's outputs are not of the family that the manifest names.</exception>
    public static DetectionDecoder Create(ModelSession session, ResolvedManifest manifest)
    {
        DecoderContract contract = new(session, manifest);
        return manifest.Manifest.Decoder switch
        {
            DecoderFamily.Ultralytics => new UltralyticsDecoder(contract),
            DecoderFamily.Yolox => new YoloxDecoder(contract),
            DecoderFamily.Ssd => new SsdDecoder(contract, manifest.Manifest.Outputs),
            DecoderFamily.YuNet => new YuNetDecoder(contract),
            var other => throw contract.Contradiction($"there is no decoder '{other}' for boxes"),
        };
    }
}
