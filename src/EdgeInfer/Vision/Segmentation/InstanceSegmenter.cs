using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>Finds objects in a picture and the pixels that belong to each.</summary>
/// <remarks>Thread-safe: any number of callers share one segmenter. Results are plain managed memory, nothing to dispose.</remarks>
public sealed class InstanceSegmenter : VisionTask
{
    private readonly InstanceDecoder _decoder;
    private readonly BoxFinder _finder;

    private InstanceSegmenter(VisionModel model, InstanceSegmenterOptions options)
        : base(model)
    {
        _decoder = InstanceDecoder.Create(model.Session, model.Resolved);
        _finder = new BoxFinder(model, _decoder.Boxes, options.Confidence, options.Iou, options.MaxObjects);
    }

    /// <summary>Lowest score reported.</summary>
    public float Confidence => _finder.Confidence;

    /// <summary>Overlap (IoU) above which the lower-scored of two boxes goes.</summary>
    public float Iou => _finder.Iou;

    /// <summary>Loads an instance segmentation model.</summary>
    /// <param name="path">An ONNX or ORT-format file.</param>
    /// <param name="options">Null means <see cref="InstanceSegmenterOptions.Default"/>.</param>
    /// <exception cref="ModelLoadException">The file is missing or not a model.</exception>
    /// <exception cref="ManifestException">Nothing says how to feed the model, or what does is not valid.</exception>
    /// <exception cref="ModelMismatchException">The manifest contradicts the model, or the model does something else.</exception>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is available.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static InstanceSegmenter Load(string path, InstanceSegmenterOptions? options = null)
    {
        (options ??= InstanceSegmenterOptions.Default).Validate();
        return Wrap(VisionModel.Load(path, options, ModelTask.SegmentInstances), model => new InstanceSegmenter(model, options));
    }

    /// <summary>Loads an instance segmentation model held in memory.</summary>
    /// <param name="model">The whole file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Null means <see cref="InstanceSegmenterOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, InstanceSegmenterOptions?)" path="/exception"/>
    public static InstanceSegmenter Load(byte[] model, string name, InstanceSegmenterOptions? options = null)
    {
        (options ??= InstanceSegmenterOptions.Default).Validate();
        return Wrap(VisionModel.Load(model, name, options, ModelTask.SegmentInstances), loaded => new InstanceSegmenter(loaded, options));
    }

    /// <summary>Finds the objects in a picture.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns>The objects, best first; empty where there are none.</returns>
    /// <exception cref="ArgumentException">The picture is empty.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public IReadOnlyList<SegmentedObject> Segment(ImageView image, CancellationToken cancellationToken = default) => Segment(image, out _, cancellationToken);

    /// <inheritdoc cref="Segment(ImageView, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="timings">Receives where the time went.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    public IReadOnlyList<SegmentedObject> Segment(ImageView image, out StageTimings timings, CancellationToken cancellationToken = default) =>
        Model.Run<Reader, IReadOnlyList<SegmentedObject>>(image, new(this), out timings, cancellationToken);

    /// <summary>Finds the objects in many pictures: batched where the model takes several at once, else the next is prepared while the model runs.</summary>
    /// <param name="images">Any sizes and formats; must stay as they are until the call returns.</param>
    /// <param name="cancellationToken">Stops between pictures, stages and the model's operators.</param>
    /// <returns>One list a picture, in the order given.</returns>
    /// <exception cref="ArgumentException">A picture is null.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public IReadOnlyList<IReadOnlyList<SegmentedObject>> Segment(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default) =>
        Model.RunMany<Reader, IReadOnlyList<SegmentedObject>>(images, new(this), cancellationToken);

    /// <summary>Finds the objects in a picture on a thread of the pool.</summary>
    /// <param name="image">Any size and format; must stay as it is until the task ends.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns>The objects, best first; empty where there are none.</returns>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public Task<IReadOnlyList<SegmentedObject>> SegmentAsync(ImageBuffer image, CancellationToken cancellationToken = default) =>
        Model.RunAsync<Reader, IReadOnlyList<SegmentedObject>>(image, new(this), cancellationToken);

    /// <summary>Finds the objects in many pictures on a thread of the pool.</summary>
    /// <inheritdoc cref="Segment(IReadOnlyList{ImageBuffer}, CancellationToken)"/>
    public Task<IReadOnlyList<IReadOnlyList<SegmentedObject>>> SegmentAsync(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default) =>
        Model.RunManyAsync<Reader, IReadOnlyList<SegmentedObject>>(images, new(this), cancellationToken);

    private readonly struct Reader(InstanceSegmenter segmenter) : IOutputReader<IReadOnlyList<SegmentedObject>>
    {
        public bool ReadsBatches => segmenter._decoder.Boxes.ReadsBatches;

        public IReadOnlyList<SegmentedObject> Read(in ModelOutputs outputs, in ResizePlan plan, int width, int height)
        {
            using CandidateBuffer candidates = CandidateBuffer.Rent();
            Span<ScoredBox> boxes = segmenter._finder.Find(in outputs, in plan, width, height, candidates);
            if (boxes.IsEmpty) return [];

            InstanceDecoder decoder = segmenter._decoder;
            ReadOnlySpan<float> prototypes = decoder.ReadPrototypes(in outputs, out int mapWidth, out int mapHeight);
            Span<float> coefficients = stackalloc float[decoder.CoefficientCount];
            var objects = new SegmentedObject[boxes.Length];
            for (int i = 0; i < boxes.Length; i++)
            {
                ref readonly ScoredBox box = ref boxes[i];
                decoder.ReadCoefficients(in outputs, box.Source, coefficients);
                InstanceMask mask = InstanceMaskReader.Read(
                    in box, coefficients, prototypes, mapWidth, mapHeight, in plan, segmenter.Model.Manifest.MaskThreshold, width, height);
                objects[i] = new SegmentedObject(
                    box.ClassId, segmenter.Model.Label(box.ClassId), box.Score, new BoundingBox(box.X1, box.Y1, box.X2, box.Y2), mask);
            }

            return objects;
        }
    }
}
