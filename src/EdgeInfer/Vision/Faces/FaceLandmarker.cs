using EdgeInfer.Imaging;
using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>Finds the points of a face: eyes, brows, nose, mouth, outline, as many as the model was taught (98 of WFLW, 68 of iBUG, 5).</summary>
/// <remarks>
/// Looks at a square around the face's box, black where that reaches outside the picture. The points follow the box: give it the
/// kind of box that the model was trained with, tight from forehead to chin for most. Thread-safe: any number of callers share
/// one landmarker.
/// </remarks>
public sealed class FaceLandmarker : VisionTask
{
    /// <summary>Numbers of points in use; others are read where a model has one output.</summary>
    private static readonly int[] UsualCounts = [5, 68, 98, 106];

    private readonly int _output;

    private FaceLandmarker(VisionModel model)
        : base(model) => (_output, Count) = FindOutput(model.Session);

    /// <summary>Points a face.</summary>
    public int Count { get; }

    private LandmarkReader Reader => new(_output, Count, Model.Manifest.LandmarkRange, Session.Name);

    /// <summary>Loads a face landmark model.</summary>
    /// <param name="path">An ONNX or ORT-format file.</param>
    /// <param name="options">Null means <see cref="FaceLandmarkerOptions.Default"/>.</param>
    /// <exception cref="ModelLoadException">The file is missing or not a model.</exception>
    /// <exception cref="ManifestException">Nothing says how to feed the model, or what does is not valid.</exception>
    /// <exception cref="ModelMismatchException">The manifest contradicts the model, or the model does something else.</exception>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is available.</exception>
    public static FaceLandmarker Load(string path, FaceLandmarkerOptions? options = null) =>
        Wrap(VisionModel.Load(path, options ?? FaceLandmarkerOptions.Default, ModelTask.FaceLandmarks), static model => new FaceLandmarker(model));

    /// <summary>Loads a face landmark model held in memory.</summary>
    /// <param name="model">The whole file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Null means <see cref="FaceLandmarkerOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, FaceLandmarkerOptions?)" path="/exception"/>
    public static FaceLandmarker Load(byte[] model, string name, FaceLandmarkerOptions? options = null) =>
        Wrap(VisionModel.Load(model, name, options ?? FaceLandmarkerOptions.Default, ModelTask.FaceLandmarks), static loaded => new FaceLandmarker(loaded));

    /// <summary>Finds the points of a face.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="face">Its box in pixels of the picture, as a detector gives it.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns><see cref="Count"/> points in pixels of the picture, in the model's order; they may lie outside it.</returns>
    /// <exception cref="ArgumentException">The picture is empty, or the box is empty or lies outside it.</exception>
    /// <exception cref="InferenceException">The provider failed, or a point is not finite.</exception>
    public IReadOnlyList<Keypoint> Locate(ImageView image, BoundingBox face, CancellationToken cancellationToken = default) => Locate(image, face, out _, cancellationToken);

    /// <inheritdoc cref="Locate(ImageView, BoundingBox, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="face">Its box in pixels of the picture, as a detector gives it.</param>
    /// <param name="timings">Receives where the time went.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    public IReadOnlyList<Keypoint> Locate(ImageView image, BoundingBox face, out StageTimings timings, CancellationToken cancellationToken = default)
    {
        FaceCrop crop = CropOf(image, face);
        if (crop.IsInside(image))
            return Moved(Model.Run<LandmarkReader, Keypoint[]>(image.Crop(crop.Left, crop.Top, crop.Side, crop.Side), Reader, out timings, cancellationToken), crop);
        using ImageBuffer copy = crop.Copy(image);
        return Moved(Model.Run<LandmarkReader, Keypoint[]>(copy, Reader, out timings, cancellationToken), crop);
    }

    /// <summary>Finds the points of several faces of one picture: batched where the model takes several at once.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="faces">Their boxes in pixels of the picture.</param>
    /// <param name="cancellationToken">Stops between faces, stages and the model's operators.</param>
    /// <returns>One list a face, in the order given.</returns>
    /// <inheritdoc cref="Locate(ImageView, BoundingBox, CancellationToken)" path="/exception"/>
    public IReadOnlyList<IReadOnlyList<Keypoint>> Locate(ImageView image, IReadOnlyList<BoundingBox> faces, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(faces);
        var crops = new FaceCrop[faces.Count];
        for (int i = 0; i < crops.Length; i++) crops[i] = CropOf(image, faces[i]);
        var copies = new List<ImageBuffer>(crops.Length);
        try
        {
            foreach (FaceCrop crop in crops) copies.Add(crop.Copy(image));
            IReadOnlyList<Keypoint[]> points = Model.RunMany<LandmarkReader, Keypoint[]>(copies, Reader, cancellationToken);
            return [.. points.Select((p, i) => Moved(p, crops[i]))];
        }
        finally
        {
            copies.ForEach(static copy => copy.Dispose());
        }
    }

    /// <summary>Finds the points of a face on a thread of the pool.</summary>
    /// <param name="image">Any size and format; must stay as it is until the task ends.</param>
    /// <param name="face">Its box in pixels of the picture, as a detector gives it.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <inheritdoc cref="Locate(ImageView, BoundingBox, CancellationToken)" path="/exception"/>
    public Task<IReadOnlyList<Keypoint>> LocateAsync(ImageBuffer image, BoundingBox face, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Task.Run(() => Locate(image, face, cancellationToken), cancellationToken);
    }

    /// <summary>Finds the points of several faces of one picture on a thread of the pool.</summary>
    /// <param name="image">Any size and format; must stay as it is until the task ends.</param>
    /// <param name="faces">Their boxes in pixels of the picture.</param>
    /// <param name="cancellationToken">Stops between faces, stages and the model's operators.</param>
    /// <inheritdoc cref="Locate(ImageView, BoundingBox, CancellationToken)" path="/exception"/>
    public Task<IReadOnlyList<IReadOnlyList<Keypoint>>> LocateAsync(ImageBuffer image, IReadOnlyList<BoundingBox> faces, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Task.Run(() => Locate(image, faces, cancellationToken), cancellationToken);
    }

    private FaceCrop CropOf(ImageView image, BoundingBox face) => FaceCrop.Around(face, Model.Manifest.CropScale, image);

    private static Keypoint[] Moved(Keypoint[] points, FaceCrop crop)
    {
        foreach (ref Keypoint point in points.AsSpan()) point = point with { X = point.X + crop.Left, Y = point.Y + crop.Top };
        return points;
    }

    private static (int Output, int Count) FindOutput(ModelSession session)
    {
        var fitting = new List<(int Output, int Count)>();
        for (int i = 0; i < session.Outputs.Count; i++)
        {
            TensorSpec output = session.Outputs[i];
            if (!output.IsTensor || output.ElementType is not (TensorElementType.Float32 or TensorElementType.Float16)) continue;
            long values = 1;
            foreach (long size in output.Dimensions.Skip(1)) values = size < 0 || values < 0 ? -1 : values * size;
            if (output.Dimensions.Count is not (2 or 3 or 4) || values is <= 0 or > 1 << 20 || values % 2 != 0) continue;
            if (session.Outputs.Count == 1 || UsualCounts.Contains((int)(values / 2))) fitting.Add((i, (int)(values / 2)));
        }

        return fitting is [var only] ? only : throw new ModelMismatchException(
            $"A landmark model gives x and y of each point, such as [1, 196] for 98; {session.Name} has {string.Join("; ", session.Outputs)}; use a face landmark model.", session.Name);
    }
}
