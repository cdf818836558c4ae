using System.Buffers;
using System.Diagnostics;
using System.Numerics.Tensors;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>Tells what a picture shows: the most probable of a model's classes.</summary>
/// <remarks>Thread-safe: any number of callers share one classifier.</remarks>
public sealed class ImageClassifier : IDisposable
{
    private readonly VisionModel _model;

    private ImageClassifier(VisionModel model)
    {
        _model = model;
        TensorSpec output = model.Session.Outputs[0];
        if (!output.IsTensor || output.ElementType is not (TensorElementType.Float32 or TensorElementType.Float16))
        {
            throw new ModelMismatchException(
                $"A classifier's output is float32 or float16; '{output.Name}' of {model.Session.Name} is {output.Describe()}.", model.Session.Name);
        }

        ClassCount = CountClasses(output, model);
        model.RequireLabels(ClassCount);
    }

    /// <summary>Number of classes the model knows.</summary>
    public int ClassCount { get; }

    /// <summary>The loaded model: its provider, inputs and outputs.</summary>
    public ModelSession Session => _model.Session;

    /// <summary>How the model is fed and read, and where that was found.</summary>
    public ResolvedManifest Manifest => _model.Resolved;

    /// <summary>Loads a classification model.</summary>
    /// <param name="path">An ONNX or ORT-format file.</param>
    /// <param name="options">Null means <see cref="ImageClassifierOptions.Default"/>.</param>
    /// <exception cref="ModelLoadException">The file is missing or not a model.</exception>
    /// <exception cref="ManifestException">Nothing says how to feed the model, or what does is not valid.</exception>
    /// <exception cref="ModelMismatchException">The manifest contradicts the model, or the model does something else.</exception>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is available.</exception>
    public static ImageClassifier Load(string path, ImageClassifierOptions? options = null) =>
        Wrap(VisionModel.Load(path, ModelTask.Classify, options ?? ImageClassifierOptions.Default));

    /// <summary>Loads a classification model held in memory.</summary>
    /// <param name="model">The whole file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Null means <see cref="ImageClassifierOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, ImageClassifierOptions?)" path="/exception"/>
    public static ImageClassifier Load(byte[] model, string name, ImageClassifierOptions? options = null) =>
        Wrap(VisionModel.Load(model, name, ModelTask.Classify, options ?? ImageClassifierOptions.Default));

    /// <summary>Ranks the classes.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="topK">How many to return, at least 1; fewer come back where the model has fewer.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns>The most probable classes, best first.</returns>
    /// <exception cref="ArgumentException">The picture is empty or <paramref name="topK"/> is less than 1.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public IReadOnlyList<Classification> Classify(ImageView image, int topK = 5, CancellationToken cancellationToken = default) =>
        Classify(image, out _, topK, cancellationToken);

    /// <inheritdoc cref="Classify(ImageView, int, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="timings">Receives where the time went.</param>
    /// <param name="topK">How many to return, at least 1; fewer come back where the model has fewer.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    public IReadOnlyList<Classification> Classify(ImageView image, out StageTimings timings, int topK = 5, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        using IoBinding io = _model.Session.Rent();
        long start = Stopwatch.GetTimestamp();
        _model.Preprocessor.Write(image, io);
        long prepared = Stopwatch.GetTimestamp();
        _model.Run(io, cancellationToken);
        long inferred = Stopwatch.GetTimestamp();
        Classification[] ranking = Rank(io.Output(), Math.Min(topK, ClassCount));
        long done = Stopwatch.GetTimestamp();
        timings = new(Stopwatch.GetElapsedTime(start, prepared), Stopwatch.GetElapsedTime(prepared, inferred), Stopwatch.GetElapsedTime(inferred, done));
        return ranking;
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    /// <summary>The one axis that is not 1 is the classes': [1, 1000], [batch, 1000, 1, 1].</summary>
    private static int CountClasses(TensorSpec output, VisionModel model)
    {
        long classes = 1;
        int axes = 0;
        for (int axis = 0; axis < output.Dimensions.Count; axis++)
        {
            long size = output.Dimensions[axis];
            bool freeBatch = axis == 0 && size < 0 && output.Dimensions.Count > 1;
            if (size == 1 || freeBatch) continue;
            classes = size;
            axes++;
        }

        // No rank at all, or a free number of classes: the labels must tell.
        if (output.Dimensions.Count == 0 || (axes == 1 && classes < 0)) classes = model.Manifest.Labels.Count;
        if (axes <= 1 && classes is > 0 and <= int.MaxValue) return (int)classes;
        throw new ModelMismatchException(
            $"A classifier gives one score a class, such as [1, 1000]; '{output.Name}' of {model.Session.Name} is {output.Describe()}. "
            + (axes > 1 ? "Use a classification model." : "Give labels in the manifest, so that their number is known."), model.Session.Name);
    }

    private Classification[] Rank(OutputTensor output, int count)
    {
        long scoreCount = 1;
        foreach (long size in output.Shape) scoreCount *= size;
        if (scoreCount != ClassCount)
        {
            throw new ModelMismatchException(
                $"Output '{output.Spec.Name}' of {Session.Name} has {scoreCount} scores for {ClassCount} labels; correct the labels.", Session.Name);
        }

        float[] scratch = ArrayPool<float>.Shared.Rent(ClassCount);
        int[] best = ArrayPool<int>.Shared.Rent(count);
        try
        {
            Span<float> scores = scratch.AsSpan(0, ClassCount);
            if (output.Spec.ElementType == TensorElementType.Float16) TensorPrimitives.ConvertToSingle(output.AsSpan<Half>(), scores);
            else output.AsSpan<float>().CopyTo(scores);
            if (_model.Manifest.Softmax) Softmax.Run(scores, scores);

            TopK.Run(scores, best.AsSpan(0, count));
            var ranking = new Classification[count];
            for (int i = 0; i < count; i++) ranking[i] = new Classification(best[i], _model.Label(best[i]), scores[best[i]]);
            return ranking;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scratch);
            ArrayPool<int>.Shared.Return(best);
        }
    }

    private static ImageClassifier Wrap(VisionModel model)
    {
        try
        {
            return new ImageClassifier(model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
