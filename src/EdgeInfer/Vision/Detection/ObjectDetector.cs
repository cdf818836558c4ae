using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>Finds objects in a picture: boxes, labels and scores in the picture's own pixels.</summary>
/// <remarks>
/// Thread-safe: any number of callers share one detector. In the steady state a call with one picture allocates the list
/// it returns and nothing else.
/// </remarks>
public sealed partial class ObjectDetector : VisionTask
{
    private readonly IDetectionFinder _finder;
    private readonly DetectionTiles? _tiles;
    private readonly int _maxDetections;

    private ObjectDetector(VisionModel model, ObjectDetectorOptions options)
        : base(model)
    {
        (_tiles, _maxDetections) = (options.Tiles, options.MaxDetections);
        DecoderContract contract = new(model.Session, model.Resolved);
        if (OrientedDecoder.TryCreate(contract, model.Manifest.Decoder) is { } oriented)
        {
            model.RequireLabels(oriented.ClassCount);
            _finder = new OrientedFinder(model, oriented, ClassFilter.Create(options, model), options);
        }
        else
        {
            var boxes = new BoxFinder(model, DetectionDecoder.Create(model.Session, model.Resolved), options.Confidence, options.Iou, options.MaxDetections);
            _finder = new UprightFinder(model, boxes, ClassFilter.Create(options, model));
        }
    }

    /// <summary>Lowest score reported.</summary>
    public float Confidence => _finder.Confidence;

    /// <summary>Overlap (IoU) above which the lower-scored of two boxes goes.</summary>
    public float Iou => _finder.Iou;

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
        return Wrap(VisionModel.Load(path, options, ModelTask.Detect), model => new ObjectDetector(model, options));
    }

    /// <summary>Loads a detection model held in memory.</summary>
    /// <param name="model">The whole file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Null means <see cref="ObjectDetectorOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, ObjectDetectorOptions?)" path="/exception"/>
    public static ObjectDetector Load(byte[] model, string name, ObjectDetectorOptions? options = null)
    {
        (options ??= ObjectDetectorOptions.Default).Validate();
        return Wrap(VisionModel.Load(model, name, options, ModelTask.Detect), loaded => new ObjectDetector(loaded, options));
    }

    /// <summary>Loads a detection model, wherever it lies.</summary>
    /// <param name="model">The model; its manifest counts where the options have none.</param>
    /// <param name="options">Null means <see cref="ObjectDetectorOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, ObjectDetectorOptions?)" path="/exception"/>
    public static ObjectDetector Load(ModelFile model, ObjectDetectorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        (options ??= ObjectDetectorOptions.Default).Validate();
        return Wrap(VisionModel.Load(model, options, ModelTask.Detect), loaded => new ObjectDetector(loaded, options));
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
    public IReadOnlyList<Detection> Detect(ImageView image, out StageTimings timings, CancellationToken cancellationToken = default) =>
        TilesOf(image.Width, image.Height) is var (columns, rows)
            ? DetectInTiles(image, columns, rows, out timings, cancellationToken)
            : Model.Run<Reader, IReadOnlyList<Detection>>(image, new(this), out timings, cancellationToken);

    /// <summary>Finds the objects in many pictures: batched where the model takes several at once, else the next is prepared while the model runs.</summary>
    /// <param name="images">Any sizes and formats; must stay as they are until the call returns.</param>
    /// <param name="cancellationToken">Stops between pictures, stages and the model's operators.</param>
    /// <returns>One list a picture, in the order given.</returns>
    /// <exception cref="ArgumentException">A picture is null.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public IReadOnlyList<IReadOnlyList<Detection>> Detect(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default)
    {
        if (_tiles is null) return Model.RunMany<Reader, IReadOnlyList<Detection>>(images, new(this), cancellationToken);

        ArgumentNullException.ThrowIfNull(images);
        var found = new IReadOnlyList<Detection>[images.Count];
        for (int i = 0; i < found.Length; i++)
            found[i] = Detect(images[i] ?? throw new ArgumentException($"Picture {i} is null.", nameof(images)), cancellationToken);
        return found;
    }

    /// <summary>Finds the objects in a picture on a thread of the pool.</summary>
    /// <param name="image">Any size and format; must stay as it is until the task ends.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns>The objects, best first; empty where there are none.</returns>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public Task<IReadOnlyList<Detection>> DetectAsync(ImageBuffer image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Task.Run(() => Detect(image, cancellationToken), cancellationToken);
    }

    /// <summary>Finds the objects in many pictures on a thread of the pool.</summary>
    /// <inheritdoc cref="Detect(IReadOnlyList{ImageBuffer}, CancellationToken)"/>
    public Task<IReadOnlyList<IReadOnlyList<Detection>>> DetectAsync(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Task.Run(() => Detect(images, cancellationToken), cancellationToken);
    }

    private readonly struct Reader(ObjectDetector detector) : IOutputReader<IReadOnlyList<Detection>>
    {
        public bool ReadsBatches => detector._finder.ReadsBatches;

        public IReadOnlyList<Detection> Read(in ModelOutputs outputs, in ResizePlan plan, int width, int height) =>
            detector._finder.Find(in outputs, in plan, width, height);
    }
}
