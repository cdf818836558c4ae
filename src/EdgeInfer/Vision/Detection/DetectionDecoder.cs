using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>Reads one family's output tensors as boxes. One small class a family; immutable and thread-safe.</summary>
internal abstract class DetectionDecoder
{
    /// <summary>Number of classes the model's outputs have room for; checked against the labels.</summary>
    public abstract int ClassCount { get; }

    /// <summary>Adds every box that scores above the threshold, corners in pixels of the model's input. No NMS.</summary>
    /// <param name="io">Just run.</param>
    /// <param name="width">The input's width in pixels.</param>
    /// <param name="height">The input's height in pixels.</param>
    /// <param name="confidence">Lowest score wanted, 0 … 1.</param>
    /// <param name="candidates">Receives the boxes.</param>
    public abstract void Decode(IoBinding io, int width, int height, float confidence, CandidateBuffer candidates);

    /// <exception cref="ModelMismatchException">The model's outputs are not of the family that the manifest names.</exception>
    public static DetectionDecoder Create(ModelSession session, ResolvedManifest manifest)
    {
        DecoderContract contract = new(session, manifest);
        return manifest.Manifest.Decoder switch
        {
            DetectionFamily.Ultralytics => new UltralyticsDecoder(contract),
            DetectionFamily.Yolox => new YoloxDecoder(contract),
            DetectionFamily.Ssd => new SsdDecoder(contract, manifest.Manifest.Outputs),
            DetectionFamily.YuNet => new YuNetDecoder(contract),
            var other => throw contract.Contradiction($"there is no decoder '{other}'"),
        };
    }
}
