using System.Diagnostics;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// Everything about the faces of a picture in one call: a detector, and if wanted a landmark model and a recognition
/// model, loaded once.
/// </summary>
/// <remarks>
/// <para>
/// Landmarks are the landmark model's, else the detector's, and faces are aligned for recognition by them; by the detector's where the
/// landmark model gives other than 5, 68 or 98 points.
/// </para>
/// <para>Thread-safe: any number of callers share one analyser. Dispose when no call is running.</para>
/// </remarks>
public sealed class FaceAnalyzer : IDisposable
{
    private FaceAnalyzer(FaceDetector detector, FaceLandmarker? landmarker, FaceEmbedder? embedder) =>
        (Detector, Landmarker, Embedder) = (detector, landmarker, embedder);

    /// <summary>Finds the faces.</summary>
    public FaceDetector Detector { get; }

    /// <summary>Finds their landmarks; null where no model was given.</summary>
    public FaceLandmarker? Landmarker { get; }

    /// <summary>Gives their vectors; null where no model was given.</summary>
    public FaceEmbedder? Embedder { get; }

    /// <summary>Loads the models.</summary>
    /// <param name="detector">A face detection model's file.</param>
    /// <param name="landmarks">A landmark model's file, or null.</param>
    /// <param name="embedder">A face recognition model's file, or null.</param>
    /// <param name="options">Null means <see cref="FaceAnalyzerOptions.Default"/>.</param>
    /// <exception cref="ModelMismatchException">
    /// A manifest contradicts its model, a model does something else, or nothing gives the landmarks that the recognition model needs.
    /// </exception>
    /// <inheritdoc cref="FaceDetector.Load(string, FaceDetectorOptions?)" path="/exception"/>
    public static FaceAnalyzer Load(string detector, string? landmarks = null, string? embedder = null, FaceAnalyzerOptions? options = null)
    {
        options ??= FaceAnalyzerOptions.Default;
        FaceDetector? first = null;
        FaceLandmarker? second = null;
        FaceEmbedder? third = null;
        try
        {
            first = FaceDetector.Load(detector, options.Detector);
            if (landmarks is not null) second = FaceLandmarker.Load(landmarks, options.Landmarker);
            if (embedder is not null) third = FaceEmbedder.Load(embedder, options.Embedder);
            return Of(first, second, third);
        }
        catch
        {
            first?.Dispose();
            second?.Dispose();
            third?.Dispose();
            throw;
        }
    }

    /// <summary>Puts loaded models together, which then belong to the analyser.</summary>
    /// <param name="detector">Finds the faces.</param>
    /// <param name="landmarker">Finds their landmarks, or null.</param>
    /// <param name="embedder">Gives their vectors, or null.</param>
    /// <exception cref="ModelMismatchException">Nothing gives landmarks that a face can be aligned by for the embedder; the models stay the caller's.</exception>
    public static FaceAnalyzer Of(FaceDetector detector, FaceLandmarker? landmarker = null, FaceEmbedder? embedder = null)
    {
        ArgumentNullException.ThrowIfNull(detector);
        if (embedder is not null && !detector.GivesLandmarks && !Aligns(landmarker))
        {
            string found = landmarker is null ? "there is no landmark model" : $"{landmarker.Session.Name} gives {landmarker.Count}";
            throw new ModelMismatchException(
                $"{embedder.Session.Name} needs faces aligned by 5, 68 or 98 landmarks: {detector.Session.Name} gives none, and {found}; use a detector with landmarks such as YuNet, or add a landmark model.", detector.Session.Name);
        }

        return new FaceAnalyzer(detector, landmarker, embedder);
    }

    /// <summary>Finds the faces of a picture, their landmarks and vectors as far as models were given.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="cancellationToken">Stops between faces, stages and the models' operators.</param>
    /// <returns>The faces, best first; empty where there are none.</returns>
    /// <exception cref="ArgumentException">The picture is empty.</exception>
    /// <exception cref="InferenceException">A provider failed, or a model gave numbers that are not finite.</exception>
    public IReadOnlyList<Face> Analyze(ImageView image, CancellationToken cancellationToken = default) => Analyze(image, out _, cancellationToken);

    /// <inheritdoc cref="Analyze(ImageView, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="timings">Receives where the time went: the models that follow the detector count as inference, with all that is theirs.</param>
    /// <param name="cancellationToken">Stops between faces, stages and the models' operators.</param>
    public IReadOnlyList<Face> Analyze(ImageView image, out StageTimings timings, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<Face> faces = Detector.Detect(image, out timings, cancellationToken);
        long start = Stopwatch.GetTimestamp();
        faces = Complete(image, faces, cancellationToken);
        timings = timings with { Inference = timings.Inference + Stopwatch.GetElapsedTime(start) };
        return faces;
    }

    /// <summary>The same of many pictures.</summary>
    /// <param name="images">Any sizes and formats; must stay as they are until the call returns.</param>
    /// <param name="cancellationToken">Stops between pictures, faces, stages and the models' operators.</param>
    /// <returns>One list a picture, in the order given.</returns>
    /// <exception cref="ArgumentException">A picture is null.</exception>
    /// <exception cref="InferenceException">A provider failed, or a model gave numbers that are not finite.</exception>
    public IReadOnlyList<IReadOnlyList<Face>> Analyze(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<IReadOnlyList<Face>> found = Detector.Detect(images, cancellationToken);
        var completed = new IReadOnlyList<Face>[found.Count];
        for (int i = 0; i < completed.Length; i++) completed[i] = Complete(images[i], found[i], cancellationToken);
        return completed;
    }

    /// <summary>Finds the faces of a picture on a thread of the pool.</summary>
    /// <param name="image">Any size and format; must stay as it is until the task ends.</param>
    /// <param name="cancellationToken">Stops between faces, stages and the models' operators.</param>
    /// <inheritdoc cref="Analyze(ImageView, CancellationToken)" path="/returns"/>
    /// <inheritdoc cref="Analyze(ImageView, CancellationToken)" path="/exception"/>
    public Task<IReadOnlyList<Face>> AnalyzeAsync(ImageBuffer image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Task.Run(() => Analyze(image, cancellationToken), cancellationToken);
    }

    /// <summary>Finds the faces of many pictures on a thread of the pool.</summary>
    /// <inheritdoc cref="Analyze(IReadOnlyList{ImageBuffer}, CancellationToken)"/>
    public Task<IReadOnlyList<IReadOnlyList<Face>>> AnalyzeAsync(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Task.Run(() => Analyze(images, cancellationToken), cancellationToken);
    }

    /// <summary>Unloads the models.</summary>
    public void Dispose()
    {
        Detector.Dispose();
        Landmarker?.Dispose();
        Embedder?.Dispose();
    }

    private static bool Aligns(FaceLandmarker? landmarker) => landmarker is { Count: FiveLandmarks.Count or 68 or 98 };

    private IReadOnlyList<Face> Complete(ImageView image, IReadOnlyList<Face> found, CancellationToken cancellationToken)
    {
        if (found.Count == 0 || (Landmarker is null && Embedder is null)) return found;
        Face[] faces = [.. found];
        if (Landmarker is not null)
        {
            IReadOnlyList<IReadOnlyList<Keypoint>> landmarks = Landmarker.Locate(image, [.. found.Select(static f => f.Box)], cancellationToken);
            for (int i = 0; i < faces.Length; i++) faces[i] = faces[i] with { Landmarks = landmarks[i] };
        }

        if (Embedder is null) return faces;
        var places = new List<int>(faces.Length);
        var alignments = new List<AffineTransform>(faces.Length);
        for (int i = 0; i < faces.Length; i++)
        {
            if (Embedder.TryAlign(Aligns(Landmarker) ? faces[i].Landmarks : found[i].Landmarks) is not { } alignment) continue;
            places.Add(i);
            alignments.Add(alignment);
        }

        IReadOnlyList<Embedding> embeddings = Embedder.Embed(image, alignments, cancellationToken);
        for (int i = 0; i < embeddings.Count; i++) faces[places[i]] = faces[places[i]] with { Embedding = embeddings[i] };
        return faces;
    }
}
