using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>Tells what every pixel of a picture shows: road, sky, person; or foreground and background.</summary>
/// <remarks>
/// Reads maps of class scores, maps of classes, and maps of one foreground channel. Thread-safe: any number of callers share one
/// segmenter. The maps it returns hold pooled memory: dispose them.
/// </remarks>
public sealed class SemanticSegmenter : VisionTask
{
    private readonly PixelDecoder _decoder;
    private readonly string[] _labels;

    private SemanticSegmenter(VisionModel model)
        : base(model)
    {
        _decoder = PixelDecoder.Create(model.Session, model.Resolved, model.Preprocessor.Parallelism);
        if (_decoder is ForegroundDecoder && model.Manifest.Labels is [] or [_])
        {
            // One name is the foreground's.
            _labels = ["background", model.Manifest.Labels is [var name] ? name : "foreground"];
            return;
        }

        model.RequireLabels(_decoder.ClassCount);
        _labels = [.. Enumerable.Range(0, _decoder.ClassCount).Select(model.Label)];
    }

    /// <summary>Names of the classes, by their numbers.</summary>
    public IReadOnlyList<string> Labels => _labels;

    /// <summary>Loads a segmentation model.</summary>
    /// <param name="path">An ONNX or ORT-format file.</param>
    /// <param name="options">Null means <see cref="SemanticSegmenterOptions.Default"/>.</param>
    /// <exception cref="ModelLoadException">The file is missing or not a model.</exception>
    /// <exception cref="ManifestException">Nothing says how to feed the model, or what does is not valid.</exception>
    /// <exception cref="ModelMismatchException">The manifest contradicts the model, or the model does something else.</exception>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is available.</exception>
    public static SemanticSegmenter Load(string path, SemanticSegmenterOptions? options = null) =>
        Wrap(VisionModel.Load(path, options ?? SemanticSegmenterOptions.Default, ModelTask.Segment), static model => new SemanticSegmenter(model));

    /// <summary>Loads a segmentation model held in memory.</summary>
    /// <param name="model">The whole file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Null means <see cref="SemanticSegmenterOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, SemanticSegmenterOptions?)" path="/exception"/>
    public static SemanticSegmenter Load(byte[] model, string name, SemanticSegmenterOptions? options = null) =>
        Wrap(VisionModel.Load(model, name, options ?? SemanticSegmenterOptions.Default, ModelTask.Segment), static loaded => new SemanticSegmenter(loaded));

    /// <summary>Finds the class of every pixel.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns>A map of the picture's size; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The picture is empty.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public SegmentationMap Segment(ImageView image, CancellationToken cancellationToken = default) => Segment(image, out _, cancellationToken);

    /// <inheritdoc cref="Segment(ImageView, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="timings">Receives where the time went.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    public SegmentationMap Segment(ImageView image, out StageTimings timings, CancellationToken cancellationToken = default) =>
        Model.Run<Reader, SegmentationMap>(image, new(this), out timings, cancellationToken);

    /// <summary>Segments many pictures: batched where the model takes several at once, else the next is prepared while the model runs.</summary>
    /// <param name="images">Any sizes and formats; must stay as they are until the call returns.</param>
    /// <param name="cancellationToken">Stops between pictures, stages and the model's operators.</param>
    /// <returns>One map a picture, in the order given; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">A picture is null.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public IReadOnlyList<SegmentationMap> Segment(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default) =>
        Model.RunMany<Reader, SegmentationMap>(images, new(this), cancellationToken);

    /// <summary>Segments a picture on a thread of the pool.</summary>
    /// <param name="image">Any size and format; must stay as it is until the task ends.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns>A map of the picture's size; the caller disposes it.</returns>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public Task<SegmentationMap> SegmentAsync(ImageBuffer image, CancellationToken cancellationToken = default) =>
        Model.RunAsync<Reader, SegmentationMap>(image, new(this), cancellationToken);

    /// <summary>Segments many pictures on a thread of the pool.</summary>
    /// <inheritdoc cref="Segment(IReadOnlyList{ImageBuffer}, CancellationToken)"/>
    public Task<IReadOnlyList<SegmentationMap>> SegmentAsync(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default) =>
        Model.RunManyAsync<Reader, SegmentationMap>(images, new(this), cancellationToken);

    private readonly struct Reader(SemanticSegmenter segmenter) : IOutputReader<SegmentationMap>
    {
        public bool ReadsBatches => true;

        public SegmentationMap Read(in ModelOutputs outputs, in ResizePlan plan, int width, int height)
        {
            var classIds = new ImageBuffer(width, height, PixelFormat.Gray8);
            try
            {
                segmenter._decoder.Decode(in outputs, in plan, width, height, classIds.Pixels);
                return new SegmentationMap(classIds, segmenter._labels);
            }
            catch
            {
                classIds.Dispose();
                throw;
            }
        }
    }
}
