using System.Diagnostics;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>Finds objects in a picture: boxes, labels and scores in the picture's own pixels.</summary>
/// <remarks>
/// Thread-safe: any number of callers share one detector. In the steady state a call allocates the list it returns and
/// nothing else.
/// </remarks>
public sealed class ObjectDetector : IDisposable
{
    private readonly VisionModel _model;
    private readonly DetectionDecoder _decoder;
    private readonly int _maxDetections;

    private ObjectDetector(VisionModel model, ObjectDetectorOptions options)
    {
        _model = model;
        _decoder = DetectionDecoder.Create(model.Session, model.Resolved);
        model.RequireLabels(_decoder.ClassCount);
        Confidence = options.Confidence ?? model.Manifest.Confidence;
        Iou = options.Iou ?? model.Manifest.Iou;
        _maxDetections = options.MaxDetections;
    }

    /// <summary>Lowest score reported.</summary>
    public float Confidence { get; }

    /// <summary>Overlap (IoU) above which the lower-scored of two boxes goes.</summary>
    public float Iou { get; }

    /// <summary>The loaded model: its provider, inputs and outputs.</summary>
    public ModelSession Session => _model.Session;

    /// <summary>How the model is fed and read, and where that was found.</summary>
    public ResolvedManifest Manifest => _model.Resolved;

    /// <summary>Loads a detection model.</summary>
    /// <param name="path">An ONNX or ORT-format file.</param>
    /// <param name="options">Null means <see cref="ObjectDetectorOptions.Default"/>.</param>
    /// <exception cref="ModelLoadException">The file is missing or not a model.</exception>
    /// <exception cref="ManifestException">Nothing says how to feed the model, or what does is not valid.</exception>
    /// <exception cref="ModelMismatchException">The manifest contradicts the model, or the model does something else.</exception>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is available.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static ObjectDetector Load(string path, ObjectDetectorOptions? options = null)
    {
        (options ??= ObjectDetectorOptions.Default).Validate();
        return Wrap(VisionModel.Load(path, ModelTask.Detect, options), options);
    }

    /// <summary>Loads a detection model held in memory.</summary>
    /// <param name="model">The whole file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Null means <see cref="ObjectDetectorOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, ObjectDetectorOptions?)" path="/exception"/>
    public static ObjectDetector Load(byte[] model, string name, ObjectDetectorOptions? options = null)
    {
        (options ??= ObjectDetectorOptions.Default).Validate();
        return Wrap(VisionModel.Load(model, name, ModelTask.Detect, options), options);
    }

    /// <summary>Finds the objects in a picture.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns>The objects, best first; empty where there are none.</returns>
    /// <exception cref="ArgumentException">The picture is empty.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public IReadOnlyList<Detection> Detect(ImageView image, CancellationToken cancellationToken = default) => Detect(image, out _, cancellationToken);

    /// <inheritdoc cref="Detect(ImageView, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="timings">Receives where the time went.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    public IReadOnlyList<Detection> Detect(ImageView image, out StageTimings timings, CancellationToken cancellationToken = default)
    {
        using IoBinding io = _model.Session.Rent();
        long start = Stopwatch.GetTimestamp();
        ResizePlan plan = _model.Preprocessor.Write(image, io);
        long prepared = Stopwatch.GetTimestamp();
        _model.Run(io, cancellationToken);
        long inferred = Stopwatch.GetTimestamp();
        IReadOnlyList<Detection> detections = Read(io, in plan, image.Width, image.Height);
        long done = Stopwatch.GetTimestamp();
        timings = new(Stopwatch.GetElapsedTime(start, prepared), Stopwatch.GetElapsedTime(prepared, inferred), Stopwatch.GetElapsedTime(inferred, done));
        return detections;
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private Detection[] Read(IoBinding io, in ResizePlan plan, int width, int height)
    {
        using CandidateBuffer candidates = CandidateBuffer.Rent();
        _decoder.Decode(io, plan.InputWidth, plan.InputHeight, Confidence, candidates);
        Span<ScoredBox> boxes = candidates.Boxes;
        int kept = Nms.Run(boxes, Iou, _model.Manifest.ClassAgnosticNms, _maxDetections);
        kept = MapToOriginal(boxes[..kept], plan.Transform, width, height);
        if (kept == 0) return [];

        var detections = new Detection[kept];
        for (int i = 0; i < kept; i++)
        {
            ref readonly ScoredBox box = ref boxes[i];
            detections[i] = new Detection(box.ClassId, _model.Label(box.ClassId), box.Score, new BoundingBox(box.X1, box.Y1, box.X2, box.Y2));
        }

        return detections;
    }

    /// <summary>Input pixels to picture pixels, clipped; boxes that lie outside the picture altogether go.</summary>
    private static int MapToOriginal(Span<ScoredBox> boxes, ImageTransform transform, int width, int height)
    {
        int kept = 0;
        foreach (ScoredBox box in boxes)
        {
            float x1 = Math.Clamp(transform.ToOriginalX(box.X1), 0, width), x2 = Math.Clamp(transform.ToOriginalX(box.X2), 0, width);
            float y1 = Math.Clamp(transform.ToOriginalY(box.Y1), 0, height), y2 = Math.Clamp(transform.ToOriginalY(box.Y2), 0, height);
            // Written so that NaN goes too.
            if (!(x2 > x1 && y2 > y1)) continue;
            boxes[kept++] = box with { X1 = x1, Y1 = y1, X2 = x2, Y2 = y2 };
        }

        return kept;
    }

    private static ObjectDetector Wrap(VisionModel model, ObjectDetectorOptions options)
    {
        try
        {
            return new ObjectDetector(model, options);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
