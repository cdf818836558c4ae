using System.Buffers;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>Objects with turned boxes: decode, thin out by the overlap of the boxes as Gaussians, map back.</summary>
internal sealed class OrientedFinder : IDetectionFinder
{
    private readonly VisionModel _model;
    private readonly OrientedDecoder _decoder;
    private readonly ClassFilter _filter;
    private readonly int _maxDetections;

    public OrientedFinder(VisionModel model, OrientedDecoder decoder, ClassFilter filter, ObjectDetectorOptions options)
    {
        (_model, _decoder, _filter, _maxDetections) = (model, decoder, filter, options.MaxDetections);
        Confidence = options.Confidence ?? model.Manifest.Confidence;
        Iou = options.Iou ?? model.Manifest.Iou;
    }

    public float Confidence { get; }

    public float Iou { get; }

    public bool ReadsBatches => true;

    public Detection[] Find(in ModelOutputs outputs, in ResizePlan plan, int width, int height)
    {
        ScoredRotatedBox[] rented = ArrayPool<ScoredRotatedBox>.Shared.Rent(_decoder.Room(in outputs));
        try
        {
            Span<ScoredRotatedBox> boxes = rented.AsSpan(0, _decoder.Decode(in outputs, _filter.Lowest(Confidence), rented));
            int wanted = 0;
            foreach (ScoredRotatedBox box in boxes)
            {
                if (_filter.Keeps(box.ClassId, box.Score, Confidence)) boxes[wanted++] = box;
            }

            // Nothing exceeds an overlap of 1: nothing is suppressed, but the best are kept, sorted.
            int kept = RotatedNms.Run(boxes[..wanted], _decoder.NeedsNms ? Iou : 1, RotatedOverlap.Gaussian, _model.Manifest.ClassAgnosticNms, _maxDetections);
            var detections = new Detection[kept];
            int count = 0;
            foreach (ref readonly ScoredRotatedBox box in boxes[..kept])
            {
                OrientedBox turned = ToOriginal(box.Box, plan.Transform);
                BoundingBox bounds = turned.Bounds.Clip(width, height);
                // Written so that NaN goes too.
                if (!(bounds.Width > 0 && bounds.Height > 0)) continue;
                detections[count++] = new Detection(box.ClassId, _model.Label(box.ClassId), box.Score, bounds) { Oriented = turned };
            }

            return count == kept ? detections : detections[..count];
        }
        finally
        {
            ArrayPool<ScoredRotatedBox>.Shared.Return(rented);
        }
    }

    /// <summary>Where the picture was stretched unequally, a rectangle becomes the one with the same middle lines.</summary>
    private static OrientedBox ToOriginal(RotatedBox box, ImageTransform transform)
    {
        (float sin, float cos) = MathF.SinCos(box.Angle);
        float x = transform.ToOriginalX(box.CenterX), y = transform.ToOriginalY(box.CenterY);
        float alongX = transform.ToOriginalX(box.CenterX + cos * box.Width) - x, alongY = transform.ToOriginalY(box.CenterY + sin * box.Width) - y;
        float acrossX = transform.ToOriginalX(box.CenterX - sin * box.Height) - x, acrossY = transform.ToOriginalY(box.CenterY + cos * box.Height) - y;
        float angle = MathF.Atan2(alongY, alongX);
        // A half turn gives the same rectangle.
        if (angle > MathF.PI / 2) angle -= MathF.PI;
        else if (angle <= -MathF.PI / 2) angle += MathF.PI;
        return new OrientedBox(x, y, MathF.Sqrt(alongX * alongX + alongY * alongY), MathF.Sqrt(acrossX * acrossX + acrossY * acrossY), angle);
    }
}
