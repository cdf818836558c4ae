using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// YuNet's face boxes: for each stride, <c>cls</c> × <c>obj</c> is the score, centre = value × stride + cell corner,
/// size = exp(value) × stride. Reference: the decode step of libfacedetection.train (no square root on the score, unlike
/// OpenCV's <c>FaceDetectorYN</c>).
/// </summary>
internal sealed class YuNetDecoder : DetectionDecoder
{
    private readonly int[] _classScores = new int[3];
    private readonly int[] _objectness = new int[3];
    private readonly int[] _boxes = new int[3];

    public YuNetDecoder(DecoderContract contract)
    {
        for (int level = 0; level < 3; level++)
        {
            int stride = DetectionGrid.Strides[level];
            _classScores[level] = contract.Require($"cls_{stride}", rank: 3);
            _objectness[level] = contract.Require($"obj_{stride}", rank: 3);
            _boxes[level] = contract.Require($"bbox_{stride}", rank: 3);
        }
    }

    public override int ClassCount => 1;

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        for (int level = 0; level < 3; level++)
        {
            int stride = DetectionGrid.Strides[level];
            int columns = width / stride, rows = height / stride;
            ReadOnlySpan<float> classScores = outputs.Floats(_classScores[level]);
            ReadOnlySpan<float> objectness = outputs.Floats(_objectness[level]);
            ReadOnlySpan<float> boxes = outputs.Floats(_boxes[level]);
            int cells = columns * rows;
            if (classScores.Length != cells || objectness.Length != cells || boxes.Length != 4 * cells)
            {
                throw new ModelMismatchException(
                    $"A grid of stride {stride} on a {width}×{height} input has {cells} cells; the model gave {classScores.Length} class scores, {objectness.Length} objectness scores and {boxes.Length / 4} boxes.");
            }

            for (int i = 0; i < classScores.Length; i++)
            {
                float score = classScores[i] * objectness[i];
                if (!(score >= confidence)) continue;
                ReadOnlySpan<float> box = boxes.Slice(i * 4, 4);
                float centerX = (box[0] + i % columns) * stride, centerY = (box[1] + i / columns) * stride;
                float halfWidth = MathF.Exp(box[2]) * stride / 2, halfHeight = MathF.Exp(box[3]) * stride / 2;
                candidates.Add(new ScoredBox(centerX - halfWidth, centerY - halfHeight, centerX + halfWidth, centerY + halfHeight, score, 0, level << 24 | i));
            }
        }
    }
}
