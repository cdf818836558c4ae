using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>Models that thin out their boxes themselves. What is left to do is to read them; each exporter has its own way.</summary>
/// <remarks>Class numbers are the model's: TensorFlow's and torchvision's begin at 1, so that the first label is the background.</remarks>
internal abstract class NmsInGraphDecoder(DecoderContract contract) : DetectionDecoder
{
    /// <summary>Shows nowhere in the model; a class beyond the labels is called by its number.</summary>
    public override int ClassCount { get; } = contract.LabelCount ?? 0;

    public override bool NeedsNms => false;

    /// <summary>Finds the exporter by the outputs.</summary>
    public static NmsInGraphDecoder Create(DecoderContract contract, DetectionOutputs outputs)
    {
        if (contract.Has(EfficientNmsDecoder.Count)) return new EfficientNmsDecoder(contract);
        if (contract.Has(TensorFlowDetectionDecoder.Boxes)) return new TensorFlowDetectionDecoder(contract);
        if (contract.Rank(0) == 2 && contract.Size(0, 1) == YoloV7NmsDecoder.Values) return new YoloV7NmsDecoder(contract);
        if (contract.Rank(0) == 2 && contract.Size(0, 1) == PaddleNmsDecoder.Values) return new PaddleNmsDecoder(contract);
        return new BoxesLabelsScoresDecoder(contract, outputs);
    }
}
