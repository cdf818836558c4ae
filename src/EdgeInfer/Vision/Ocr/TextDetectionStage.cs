using System.Buffers;
using System.Numerics;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>The detector: a picture to boxes around its lines. DB, whose output is one map of probabilities.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class TextDetectionStage : IDisposable
{
    private readonly VisionModel _model;
    private readonly TextMapOptions _thresholds;
    private readonly int? _maxSide;
    private readonly int _maxLines;

    /// <exception cref="ModelMismatchException">The model gives no map.</exception>
    /// <exception cref="ArgumentException">A limit is asked for that the model has no use for.</exception>
    public TextDetectionStage(VisionModel model, OcrReaderOptions options)
    {
        _model = model;
        _thresholds = new TextMapOptions { PixelThreshold = options.PixelThreshold, BoxThreshold = options.BoxThreshold, GrowthRatio = options.Growth, WholePixels = true };
        _maxLines = options.MaxLines;
        ModelSession session = model.Session;
        if (session.Outputs is not [{ IsTensor: true, ElementType: TensorElementType.Float32 or TensorElementType.Float16, Dimensions: [_, 1 or < 0, _, _] }])
        {
            throw new ModelMismatchException(
                $"{session.Name}: a text detector gives one map of probabilities, float32 [batch, 1, height, width]; its outputs are {string.Join("; ", session.Outputs)}; use a DB model, such as PP-OCR's.", session.Name);
        }

        if (options.MaxSide is { } limit)
        {
            if (model.Manifest.Input.Resize != ResizeMode.StretchToMultiple)
                throw new ArgumentException($"MaxSide is {limit}, but the input of {session.Name} has a size of its own; leave it out.", nameof(options));
            _maxSide = limit;
        }
        else
        {
            _maxSide = model.Manifest.Input.MaxSide;
        }
    }

    public VisionModel Model => _model;

    /// <summary>Finds lines, in the order in which they are met from the top.</summary>
    /// <param name="image">Any format.</param>
    /// <param name="lines">Rented; receives the lines. The caller gives it back.</param>
    /// <param name="clock">Is told where the time goes.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns>Their number.</returns>
    public int Find(ImageView image, out FoundLine[] lines, ref OcrClock clock, CancellationToken cancellationToken)
    {
        using IoBinding io = _model.Session.Rent();
        ResizePlan plan = _model.Manifest.Input.Resize == ResizeMode.StretchToMultiple
            ? ResizePlan.StretchToMultiple(image.Width, image.Height, _maxSide, _model.Manifest.Input.MultipleOf)
            : _model.Preprocessor.Plan(image.Width, image.Height);
        _model.Preprocessor.Write(image, in plan, io, slot: 0, slots: 1);
        clock.Preprocessed();
        _model.Run(io, cancellationToken);
        clock.Inferred();

        using var outputs = new ModelOutputs(_model.Session, io);
        ReadOnlySpan<long> shape = outputs.Shape(0);
        if (shape is not [_, 1, > 0, > 0])
            throw new ModelMismatchException($"{_model.Session.Name} gave [{string.Join(',', shape.ToArray())}], a text detector gives [1, 1, height, width].", _model.Session.Name);

        TextRegion[] regions = ArrayPool<TextRegion>.Shared.Rent(_maxLines);
        try
        {
            int mapWidth = (int)shape[3], mapHeight = (int)shape[2];
            int found = TextMapDecoder.Run(outputs.Floats(0), mapWidth, mapHeight, in _thresholds, regions.AsSpan(0, _maxLines));
            lines = ArrayPool<FoundLine>.Shared.Rent(Math.Max(found, 1));
            int count = 0;
            foreach (ref readonly TextRegion region in regions.AsSpan(0, found))
            {
                // The map may be smaller than the input.
                Vector2 toInput = new((float)plan.InputWidth / mapWidth, (float)plan.InputHeight / mapHeight);
                var box = new Quad(
                    ToPicture(region.Box.TopLeft * toInput, plan.Transform), ToPicture(region.Box.TopRight * toInput, plan.Transform),
                    ToPicture(region.Box.BottomRight * toInput, plan.Transform), ToPicture(region.Box.BottomLeft * toInput, plan.Transform));
                if (TextPlace.TryFrom(in box, image.Width, image.Height, out TextPlace place))
                    lines[count++] = new FoundLine { Place = place, DetectionScore = region.Score };
            }

            return count;
        }
        finally
        {
            ArrayPool<TextRegion>.Shared.Return(regions);
            clock.Postprocessed();
        }
    }

    public void Dispose() => _model.Dispose();

    private static Vector2 ToPicture(Vector2 point, ImageTransform transform) => new(transform.ToOriginalX(point.X), transform.ToOriginalY(point.Y));
}
