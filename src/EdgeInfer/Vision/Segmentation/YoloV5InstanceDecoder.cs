using EdgeInfer.Kernels;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>
/// YOLOv5-seg: <c>[1, boxes, 5 + classes + coefficients]</c>, decoded in the graph, and prototypes. Reference: <c>segment/predict.py</c> of
/// YOLOv5.
/// </summary>
internal sealed class YoloV5InstanceDecoder : InstanceDecoder
{
    private const int BoxValues = 5;

    private readonly BoxDecoder _boxes;

    public YoloV5InstanceDecoder(ModelSession session, DecoderContract contract)
        : base(session, contract)
    {
        contract.Require(0, rank: 3);
        long? values = contract.Size(0, 2) - BoxValues - CoefficientCount;
        if (values is <= 0) throw contract.Contradiction($"a box has 4 coordinates, objectness, at least one class and {CoefficientCount} mask coefficients");
        _boxes = new BoxDecoder(
            (int?)values ?? contract.LabelCount ?? throw contract.Contradiction("the number of classes is free in the model and no labels are given"), CoefficientCount);
    }

    public override DetectionDecoder Boxes => _boxes;

    public override void ReadCoefficients(in ModelOutputs outputs, int source, Span<float> coefficients)
    {
        int step = _boxes.Step;
        outputs.Floats(0).Slice(source * step + BoxValues + _boxes.ClassCount, CoefficientCount).CopyTo(coefficients);
    }

    private sealed class BoxDecoder(int classes, int coefficients) : DetectionDecoder
    {
        public override int ClassCount => classes;

        /// <summary>Values from one box to the next.</summary>
        public int Step => BoxValues + classes + coefficients;

        public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
        {
            ReadOnlySpan<float> values = outputs.Floats(0);
            if (outputs.Shape(0)[2] != Step)
            {
                throw new ModelMismatchException(
                    $"Output '{outputs.Spec(0).Name}' has {outputs.Shape(0)[2]} values a box; 4 coordinates, objectness, {classes} labels and {coefficients} mask coefficients need {Step}. Correct the labels.");
            }

            int count = values.Length / Step;
            for (int i = 0, skip; i < count && (skip = Objectness.IndexOfAtLeast(values[(i * Step + 4)..], Step, confidence)) >= 0; i++)
            {
                i += skip;
                ReadOnlySpan<float> box = values.Slice(i * Step, Step);
                float score = box[4] * ClassMax.OfBox(box.Slice(BoxValues, classes), out int classId);
                if (!(score >= confidence)) continue;
                float halfWidth = box[2] / 2, halfHeight = box[3] / 2;
                candidates.Add(new ScoredBox(box[0] - halfWidth, box[1] - halfHeight, box[0] + halfWidth, box[1] + halfHeight, score, classId, i));
            }
        }
    }
}
