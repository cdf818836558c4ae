using System.Diagnostics;
using System.Numerics;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>A model that is shown one person at a time: cuts the people out, asks for their joints, puts these back into the picture.</summary>
internal sealed class TopDownPose
{
    /// <summary>Crops held at a time.</summary>
    private const int Group = 8;

    private readonly VisionModel _model;
    private readonly JointDecoder _decoder;
    private readonly int _width;
    private readonly int _height;

    /// <exception cref="ModelMismatchException">The size of the input is not fixed.</exception>
    public TopDownPose(VisionModel model, JointDecoder decoder)
    {
        if (model.Manifest.Input.Resize == ResizeMode.Pad)
        {
            throw new ModelMismatchException(
                $"{model.Resolved.Origin}: a model that is shown one person has an input of one size; set input.resize to \"stretch\", input.width and input.height.", model.Session.Name);
        }

        (_model, _decoder) = (model, decoder);
        ResizePlan plan = model.Preprocessor.Plan(1, 1);
        (_width, _height) = (plan.InputWidth, plan.InputHeight);
    }

    public int KeypointCount => _decoder.KeypointCount;

    /// <param name="image">Any size and format.</param>
    /// <param name="people">Their boxes, in pixels of the picture.</param>
    /// <param name="timings">Receives where the time went.</param>
    /// <param name="cancellationToken">Stops between people and the model's operators.</param>
    /// <exception cref="ArgumentException">The picture is empty, or a box is.</exception>
    public Person[] Estimate(ImageView image, ReadOnlySpan<BoundingBox> people, out StageTimings timings, CancellationToken cancellationToken)
    {
        timings = default;
        if (image.IsEmpty) throw new ArgumentException("The picture is empty.", nameof(image));
        for (int i = 0; i < people.Length; i++)
        {
            BoundingBox box = people[i];
            if (!(box.Width > 0 && box.Height > 0 && float.IsFinite(box.Width) && float.IsFinite(box.Height)))
                throw new ArgumentException($"Box {i} must be finite and not empty, got {box}.", nameof(people));
        }

        long start = Stopwatch.GetTimestamp();
        // A warp needs whole pixels.
        using ImageBuffer? converted = image.Format.IsYuv() && people.Length > 0 ? ImageBuffer.CopyOf(image) : null;
        ImageView pixels = converted is null ? image : converted.AsView();
        timings = new(Stopwatch.GetElapsedTime(start), default, default);
        var found = new Person[people.Length];
        for (int i = 0; i < found.Length; i += Group)
            EstimateGroup(pixels, people.Slice(i, Math.Min(Group, found.Length - i)), found.AsSpan(i), ref timings, cancellationToken);
        return found;
    }

    private void EstimateGroup(
        ImageView image, ReadOnlySpan<BoundingBox> people, Span<Person> found, ref StageTimings timings, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        var crops = new ImageBuffer[people.Length];
        var transforms = new AffineTransform[people.Length];
        try
        {
            for (int i = 0; i < crops.Length; i++)
            {
                transforms[i] = PersonCrop.Transform(people[i], _width, _height);
                crops[i] = PersonCrop.Cut(image, in transforms[i], _width, _height);
            }

            long cut = Stopwatch.GetTimestamp();
            IReadOnlyList<Keypoint[]> joints = _model.RunMany<Reader, Keypoint[]>(crops, new(_decoder), cancellationToken);
            long inferred = Stopwatch.GetTimestamp();
            for (int i = 0; i < crops.Length; i++) found[i] = Place(people[i], joints[i], transforms[i].Invert());
            timings = new(
                timings.Preprocess + Stopwatch.GetElapsedTime(start, cut), timings.Inference + Stopwatch.GetElapsedTime(cut, inferred),
                timings.Postprocess + Stopwatch.GetElapsedTime(inferred));
        }
        finally
        {
            foreach (ImageBuffer? crop in crops) crop?.Dispose();
        }
    }

    private static Person Place(BoundingBox box, Keypoint[] joints, AffineTransform toPicture)
    {
        float sum = 0;
        foreach (ref Keypoint joint in joints.AsSpan())
        {
            Vector2 point = toPicture.Map(new Vector2(joint.X, joint.Y));
            joint = joint with { X = point.X, Y = point.Y };
            sum += joint.Score;
        }

        return new Person(box, sum / joints.Length, joints);
    }

    private readonly struct Reader(JointDecoder decoder) : IOutputReader<Keypoint[]>
    {
        public bool ReadsBatches => true;

        public Keypoint[] Read(in ModelOutputs outputs, in ResizePlan plan, int width, int height)
        {
            var joints = new Keypoint[decoder.KeypointCount];
            decoder.Decode(in outputs, plan.InputWidth, plan.InputHeight, joints);
            return joints;
        }
    }
}
