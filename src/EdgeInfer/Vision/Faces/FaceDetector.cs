using EdgeInfer.Imaging;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>Finds faces in a picture, with five landmarks each where the model gives them (YuNet, SCRFD, RetinaFace; UltraFace does not).</summary>
/// <remarks>Thread-safe: any number of callers share one detector.</remarks>
public sealed class FaceDetector : VisionTask
{
    private const string FaceLabel = "face";

    private readonly BoxFinder _finder;
    private readonly int _faceClass;

    private FaceDetector(VisionModel model, FaceDetectorOptions options)
        : base(model)
    {
        _finder = new BoxFinder(model, DetectionDecoder.Create(model.Session, model.Resolved), options.Confidence, options.Iou, options.MaxFaces);
        _faceClass = FindFaces(model, _finder.Decoder.ClassCount);
        if (_finder.Decoder.KeypointCount is not (0 or FiveLandmarks.Count))
            throw new ModelMismatchException($"{model.Session.Name} gives {_finder.Decoder.KeypointCount} points a box; a face detector gives five, or none.", model.Session.Name);
    }

    /// <summary>Lowest score reported.</summary>
    public float Confidence => _finder.Confidence;

    /// <summary>Overlap (IoU) above which the lower-scored of two boxes goes.</summary>
    public float Iou => _finder.Iou;

    /// <summary>Whether faces come with five landmarks.</summary>
    public bool GivesLandmarks => _finder.Decoder.KeypointCount > 0;

    /// <summary>Loads a face detection model.</summary>
    /// <param name="path">An ONNX or ORT-format file.</param>
    /// <param name="options">Null means <see cref="FaceDetectorOptions.Default"/>.</param>
    /// <exception cref="ModelLoadException">The file is missing or not a model.</exception>
    /// <exception cref="ManifestException">Nothing says how to feed the model, or what does is not valid.</exception>
    /// <exception cref="ModelMismatchException">The manifest contradicts the model, or the model does not find faces.</exception>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is available.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static FaceDetector Load(string path, FaceDetectorOptions? options = null)
    {
        (options ??= FaceDetectorOptions.Default).Validate();
        return Wrap(VisionModel.Load(path, options, ModelTask.Detect), model => new FaceDetector(model, options));
    }

    /// <summary>Loads a face detection model held in memory.</summary>
    /// <param name="model">The whole file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Null means <see cref="FaceDetectorOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, FaceDetectorOptions?)" path="/exception"/>
    public static FaceDetector Load(byte[] model, string name, FaceDetectorOptions? options = null)
    {
        (options ??= FaceDetectorOptions.Default).Validate();
        return Wrap(VisionModel.Load(model, name, options, ModelTask.Detect), loaded => new FaceDetector(loaded, options));
    }

    /// <summary>Finds the faces in a picture.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns>The faces, best first; empty where there are none.</returns>
    /// <exception cref="ArgumentException">The picture is empty.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public IReadOnlyList<Face> Detect(ImageView image, CancellationToken cancellationToken = default) => Detect(image, out _, cancellationToken);

    /// <inheritdoc cref="Detect(ImageView, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="timings">Receives where the time went.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    public IReadOnlyList<Face> Detect(ImageView image, out StageTimings timings, CancellationToken cancellationToken = default) =>
        Model.Run<FaceReader, IReadOnlyList<Face>>(image, new(_finder, _faceClass), out timings, cancellationToken);

    /// <summary>Finds the faces in many pictures: batched where the model takes several at once, else the next is prepared while the model runs.</summary>
    /// <param name="images">Any sizes and formats; must stay as they are until the call returns.</param>
    /// <param name="cancellationToken">Stops between pictures, stages and the model's operators.</param>
    /// <returns>One list a picture, in the order given.</returns>
    /// <exception cref="ArgumentException">A picture is null.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public IReadOnlyList<IReadOnlyList<Face>> Detect(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default) =>
        Model.RunMany<FaceReader, IReadOnlyList<Face>>(images, new(_finder, _faceClass), cancellationToken);

    /// <summary>Finds the faces in a picture on a thread of the pool.</summary>
    /// <param name="image">Any size and format; must stay as it is until the task ends.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns>The faces, best first; empty where there are none.</returns>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public Task<IReadOnlyList<Face>> DetectAsync(ImageBuffer image, CancellationToken cancellationToken = default) =>
        Model.RunAsync<FaceReader, IReadOnlyList<Face>>(image, new(_finder, _faceClass), cancellationToken);

    /// <summary>Finds the faces in many pictures on a thread of the pool.</summary>
    /// <inheritdoc cref="Detect(IReadOnlyList{ImageBuffer}, CancellationToken)"/>
    public Task<IReadOnlyList<IReadOnlyList<Face>>> DetectAsync(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default) =>
        Model.RunManyAsync<FaceReader, IReadOnlyList<Face>>(images, new(_finder, _faceClass), cancellationToken);

    /// <returns>The class called "face"; where labels are not given, the only one.</returns>
    private static int FindFaces(VisionModel model, int classes)
    {
        IReadOnlyList<string> labels = model.Manifest.Labels;
        for (int i = 0; i < labels.Count; i++)
        {
            if (labels[i].Equals(FaceLabel, StringComparison.OrdinalIgnoreCase)) return i;
        }

        if (labels.Count == 0 && classes == 1) return 0;
        string found = labels.Count == 0 ? $"{classes} classes without names" : $"{string.Join(", ", labels.Take(5))}{(labels.Count > 5 ? ", …" : "")}";
        throw new ModelMismatchException(
            $"{model.Session.Name} finds no class called '{FaceLabel}' ({found}, according to {model.Resolved.Origin}); use a face detector such as YuNet, or ObjectDetector ('edgeinfer detect').", model.Session.Name);
    }
}
