using System.Numerics.Tensors;
using EdgeInfer.Kernels;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>What a classifier's numbers mean: settled once, by the manifest or by the operator that the graph ends in.</summary>
internal readonly struct ScoreScale
{
    private readonly bool _logits;

    public ScoreScale(VisionModel model)
    {
        ModelManifest manifest = model.Manifest;
        string? last = model.LastOperator;
        bool endsInSigmoid = last is "Sigmoid" or "HardSigmoid";
        IsMultiLabel = manifest.MultiLabel ?? endsInSigmoid;
        // Where nothing is known (ORT format), numbers are passed on as they are.
        _logits = manifest.Softmax ?? !(endsInSigmoid || last is null or "Softmax" or "QLinearSoftmax" or "com.microsoft.QLinearSoftmax");
    }

    /// <summary>Whether several classes may be true of one picture.</summary>
    public bool IsMultiLabel { get; }

    /// <summary>Writes the scores to report for what the model gave.</summary>
    public void Run(ReadOnlySpan<float> given, Span<float> scores)
    {
        if (!_logits) given.CopyTo(scores);
        else if (IsMultiLabel) TensorPrimitives.Sigmoid(given, scores);
        else Softmax.Run(given, scores);
    }
}
