using System.Diagnostics;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>Gives vectors of faces (ArcFace, MobileFaceNet and their kin): those of one person lie close together.</summary>
/// <remarks>Each face is aligned by its landmarks first (<see cref="FaceAlignment"/>). Thread-safe: any number of callers share one embedder.</remarks>
public sealed class FaceEmbedder : VisionTask
{
    /// <summary>Where a model's manifest states none: what ArcFace models separate most people at.</summary>
    private const float UsualThreshold = 0.4f;

    private readonly EmbeddingOutput _output;
    private readonly int _side;

    private FaceEmbedder(VisionModel model, FaceEmbedderOptions options)
        : base(model)
    {
        ResizePlan plan = model.Preprocessor.Plan(112, 112);
        _side = plan.InputWidth;
        if (plan.InputHeight != _side || !FaceAlignment.IsSide(_side))
        {
            throw new ModelMismatchException(
                $"Faces are aligned to squares of a multiple of 112 or 128 pixels; {model.Session.Name} takes {plan.InputWidth}×{plan.InputHeight}. Use an ArcFace-like model, or ImageEmbedder for pictures as they are.", model.Session.Name);
        }

        _output = new EmbeddingOutput(model, normalize: true);
        Threshold = options.Threshold ?? model.Manifest.Similarity ?? UsualThreshold;
    }

    /// <summary>Numbers of a vector.</summary>
    public int Dimension => _output.Dimension;

    /// <summary>
    /// Similarity from which on two faces are taken for the same person's: the option's, else the manifest's, else 0.4. See
    /// <see cref="FaceGallery"/> for how to choose one.
    /// </summary>
    public float Threshold { get; }

    /// <summary>SHA-256 of the model file, lower-case hexadecimal; with weights in files beside it, over all of them. Tells its vectors from other models'.</summary>
    public string ModelSha256 => Model.Sha256!;

    /// <summary>Loads a face recognition model.</summary>
    /// <param name="path">An ONNX or ORT-format file.</param>
    /// <param name="options">Null means <see cref="FaceEmbedderOptions.Default"/>.</param>
    /// <exception cref="ModelLoadException">The file is missing or not a model.</exception>
    /// <exception cref="ManifestException">Nothing says how to feed the model, or what does is not valid.</exception>
    /// <exception cref="ModelMismatchException">The manifest contradicts the model, or the model does something else.</exception>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is available.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static FaceEmbedder Load(string path, FaceEmbedderOptions? options = null)
    {
        (options ??= FaceEmbedderOptions.Default).Validate();
        return Wrap(VisionModel.Load(path, options, ModelTask.Embed), model => new FaceEmbedder(model, options));
    }

    /// <summary>Loads a face recognition model held in memory.</summary>
    /// <param name="model">The whole file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Null means <see cref="FaceEmbedderOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, FaceEmbedderOptions?)" path="/exception"/>
    public static FaceEmbedder Load(byte[] model, string name, FaceEmbedderOptions? options = null)
    {
        (options ??= FaceEmbedderOptions.Default).Validate();
        return Wrap(VisionModel.Load(model, name, options, ModelTask.Embed), loaded => new FaceEmbedder(loaded, options));
    }

    /// <summary>An empty gallery for this model's vectors.</summary>
    public FaceGallery CreateGallery() => new(ModelSha256, Dimension);

    /// <summary>Whether two faces are taken for the same person's.</summary>
    /// <param name="first">A vector of this model.</param>
    /// <param name="second">Another.</param>
    /// <param name="threshold">Null means <see cref="Threshold"/>.</param>
    /// <exception cref="ArgumentException">The vectors cannot be compared.</exception>
    public FaceVerification Verify(Embedding first, Embedding second, float? threshold = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        return new FaceVerification(first.Similarity(second), threshold ?? Threshold);
    }

    /// <summary>The vector of a face.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="landmarks">5, 68 or 98 points of the face, in pixels of the picture.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns>A vector of length 1.</returns>
    /// <exception cref="ArgumentException">The picture is empty, or the landmarks are not as many, not finite, or all in one place.</exception>
    /// <exception cref="InferenceException">The provider failed, or the vector is all zeros or not finite.</exception>
    public Embedding Embed(ImageView image, IReadOnlyList<Keypoint> landmarks, CancellationToken cancellationToken = default) => Embed(image, landmarks, out _, cancellationToken);

    /// <inheritdoc cref="Embed(ImageView, IReadOnlyList{Keypoint}, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="landmarks">5, 68 or 98 points of the face, in pixels of the picture.</param>
    /// <param name="timings">Receives where the time went; alignment counts as pre-processing.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    public Embedding Embed(ImageView image, IReadOnlyList<Keypoint> landmarks, out StageTimings timings, CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        using ImageBuffer aligned = FaceAlignment.Align(image, landmarks, _side);
        TimeSpan alignment = Stopwatch.GetElapsedTime(start);
        Embedding embedding = Model.Run<EmbeddingReader, Embedding>(aligned, new(_output), out timings, cancellationToken);
        timings = timings with { Preprocess = timings.Preprocess + alignment };
        return embedding;
    }

    /// <summary>The vectors of several faces of one picture: batched where the model takes several at once.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="faces">Faces with landmarks.</param>
    /// <param name="cancellationToken">Stops between faces, stages and the model's operators.</param>
    /// <returns>One vector of length 1 a face, in the order given.</returns>
    /// <inheritdoc cref="Embed(ImageView, IReadOnlyList{Keypoint}, CancellationToken)" path="/exception"/>
    public IReadOnlyList<Embedding> Embed(ImageView image, IReadOnlyList<Face> faces, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(faces);
        if (image.IsEmpty) throw new ArgumentException("The picture is empty.", nameof(image));
        var transforms = new AffineTransform[faces.Count];
        for (int i = 0; i < transforms.Length; i++) transforms[i] = FaceAlignment.Find(faces[i].Landmarks, _side);
        return Embed(image, transforms, cancellationToken);
    }

    /// <summary>The vector of a face, on a thread of the pool.</summary>
    /// <param name="image">Any size and format; must stay as it is until the task ends.</param>
    /// <param name="landmarks">5, 68 or 98 points of the face, in pixels of the picture.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <inheritdoc cref="Embed(ImageView, IReadOnlyList{Keypoint}, CancellationToken)" path="/exception"/>
    public Task<Embedding> EmbedAsync(ImageBuffer image, IReadOnlyList<Keypoint> landmarks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Task.Run(() => Embed(image, landmarks, cancellationToken), cancellationToken);
    }

    /// <summary>The vectors of several faces of one picture, on a thread of the pool.</summary>
    /// <param name="image">Any size and format; must stay as it is until the task ends.</param>
    /// <param name="faces">Faces with landmarks.</param>
    /// <param name="cancellationToken">Stops between faces, stages and the model's operators.</param>
    /// <inheritdoc cref="Embed(ImageView, IReadOnlyList{Keypoint}, CancellationToken)" path="/exception"/>
    public Task<IReadOnlyList<Embedding>> EmbedAsync(ImageBuffer image, IReadOnlyList<Face> faces, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Task.Run(() => Embed(image, faces, cancellationToken), cancellationToken);
    }

    /// <summary>The map that aligns a face for this model, or null where the landmarks allow none.</summary>
    internal AffineTransform? TryAlign(IReadOnlyList<Keypoint> landmarks) => FaceAlignment.TryFind(landmarks, _side);

    /// <param name="image">Not empty.</param>
    /// <param name="alignments">What <see cref="TryAlign"/> gave for each face.</param>
    /// <param name="cancellationToken">Stops between faces, stages and the model's operators.</param>
    internal IReadOnlyList<Embedding> Embed(ImageView image, IReadOnlyList<AffineTransform> alignments, CancellationToken cancellationToken)
    {
        var aligned = new List<ImageBuffer>(alignments.Count);
        try
        {
            foreach (AffineTransform alignment in alignments) aligned.Add(FaceAlignment.Draw(image, in alignment, _side));
            return Model.RunMany<EmbeddingReader, Embedding>(aligned, new(_output), cancellationToken);
        }
        finally
        {
            aligned.ForEach(static face => face.Dispose());
        }
    }
}
