using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>Finds people and their joints in a picture.</summary>
/// <remarks>
/// Models of two kinds. Those that find people themselves (YOLO-pose) are given the whole picture. Those that are shown one
/// person (RTMPose, HRNet) run once for each box: of <see cref="PoseEstimatorOptions.PersonDetector"/>, of the caller, or of the whole
/// picture where there is neither. Thread-safe: any number of callers share one estimator.
/// </remarks>
public sealed partial class PoseEstimator : VisionTask
{
    private readonly BoxFinder? _finder;
    private readonly TopDownPose? _topDown;
    private readonly PoseEstimatorOptions _options;
    private readonly string[] _names;

    private PoseEstimator(VisionModel model, PoseEstimatorOptions options)
        : base(model)
    {
        _options = options;
        if (JointDecoder.Create(model.Session, model.Resolved) is { } joints)
        {
            _topDown = new TopDownPose(model, joints);
            KeypointCount = joints.KeypointCount;
        }
        else
        {
            DetectionDecoder decoder = CreateFinder(model);
            _finder = new BoxFinder(model, decoder, options.Confidence, options.Iou, options.MaxPeople);
            KeypointCount = decoder.KeypointCount;
        }

        _names = model.Manifest.Keypoints.Count > 0 ? [.. model.Manifest.Keypoints] : KeypointSets.NamesFor(KeypointCount);
    }

    /// <summary>Joints of each person.</summary>
    public int KeypointCount { get; }

    /// <summary>Names of the joints, in the order of <see cref="Person.Keypoints"/>.</summary>
    public IReadOnlyList<string> KeypointNames => _names;

    /// <summary>Whether the model is shown one person at a time, so that it takes boxes.</summary>
    public bool IsTopDown => _topDown is not null;

    /// <summary>Loads a pose model.</summary>
    /// <param name="path">An ONNX or ORT-format file.</param>
    /// <param name="options">Null means <see cref="PoseEstimatorOptions.Default"/>.</param>
    /// <exception cref="ModelLoadException">The file is missing or not a model.</exception>
    /// <exception cref="ManifestException">Nothing says how to feed the model, or what does is not valid.</exception>
    /// <exception cref="ModelMismatchException">The manifest contradicts the model, or the model does something else.</exception>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is available.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static PoseEstimator Load(string path, PoseEstimatorOptions? options = null)
    {
        (options ??= PoseEstimatorOptions.Default).Validate();
        return Wrap(VisionModel.Load(path, options, ModelTask.Pose), model => new PoseEstimator(model, options));
    }

    /// <summary>Loads a pose model held in memory.</summary>
    /// <param name="model">The whole file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Null means <see cref="PoseEstimatorOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, PoseEstimatorOptions?)" path="/exception"/>
    public static PoseEstimator Load(byte[] model, string name, PoseEstimatorOptions? options = null)
    {
        (options ??= PoseEstimatorOptions.Default).Validate();
        return Wrap(VisionModel.Load(model, name, options, ModelTask.Pose), loaded => new PoseEstimator(loaded, options));
    }

    private static DetectionDecoder CreateFinder(VisionModel model)
    {
        DecoderContract contract = new(model.Session, model.Resolved);
        return model.Manifest.Decoder switch
        {
            DecoderFamily.Ultralytics => new UltralyticsPoseDecoder(contract, model.Manifest.Keypoints.Count),
            DecoderFamily.YoloEndToEnd => new YoloEndToEndPoseDecoder(contract, model.Manifest.Keypoints.Count),
            var other => throw contract.Contradiction($"there is no decoder '{other}' for joints"),
        };
    }

    /// <summary>The boxes to look into where the caller gives none.</summary>
    private BoundingBox[] FindPeople(ImageView image, out StageTimings timings, CancellationToken cancellationToken)
    {
        timings = default;
        if (_options.PersonDetector is not { } detector) return image.IsEmpty ? [] : [new BoundingBox(0, 0, image.Width, image.Height)];
        IReadOnlyList<Detection> found = detector.Detect(image, out timings, cancellationToken);
        return [.. found.Where(d => d.Label == _options.PersonLabel).Take(_options.MaxPeople).Select(static d => d.Box)];
    }

    private readonly struct Reader(PoseEstimator estimator) : IOutputReader<IReadOnlyList<Person>>
    {
        public bool ReadsBatches => estimator._finder!.Decoder.ReadsBatches;

        public IReadOnlyList<Person> Read(in ModelOutputs outputs, in ResizePlan plan, int width, int height)
        {
            BoxFinder finder = estimator._finder!;
            using CandidateBuffer candidates = CandidateBuffer.Rent();
            Span<ScoredBox> boxes = finder.Find(in outputs, in plan, width, height, candidates);
            if (boxes.IsEmpty) return [];

            var people = new Person[boxes.Length];
            for (int i = 0; i < boxes.Length; i++)
            {
                ref readonly ScoredBox box = ref boxes[i];
                var joints = new Keypoint[estimator.KeypointCount];
                finder.ReadKeypoints(in outputs, in box, in plan, joints);
                people[i] = new Person(new BoundingBox(box.X1, box.Y1, box.X2, box.Y2), box.Score, joints);
            }

            return people;
        }
    }
}
