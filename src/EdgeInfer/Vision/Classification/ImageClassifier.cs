using System.Buffers;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>Tells what a picture shows: the most probable of a model's classes.</summary>
/// <remarks>Thread-safe: any number of callers share one classifier.</remarks>
public sealed class ImageClassifier : VisionTask
{
    private ImageClassifier(VisionModel model)
        : base(model)
    {
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

    /// <summary>Loads a classification model.</summary>
    /// <param name="path">An ONNX or ORT-format file.</param>
    /// <param name="options">Null means <see cref="ImageClassifierOptions.Default"/>.</param>
    /// <exception cref="ModelLoadException">The file is missing or not a model.</exception>
    /// <exception cref="ManifestException">Nothing says how to feed the model, or what does is not valid.</exception>
    /// <exception cref="ModelMismatchException">The manifest contradicts the model, or the model does something else.</exception>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is available.</exception>
    public static ImageClassifier Load(string path, ImageClassifierOptions? options = null) =>
        Wrap(VisionModel.Load(path, options ?? ImageClassifierOptions.Default, ModelTask.Classify), static model => new ImageClassifier(model));

    /// <summary>Loads a classification model held in memory.</summary>
    /// <param name="model">The whole file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Null means <see cref="ImageClassifierOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, ImageClassifierOptions?)" path="/exception"/>
    public static ImageClassifier Load(byte[] model, string name, ImageClassifierOptions? options = null) =>
        Wrap(VisionModel.Load(model, name, options ?? ImageClassifierOptions.Default, ModelTask.Classify), static loaded => new ImageClassifier(loaded));

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
        return Model.Run<Reader, IReadOnlyList<Classification>>(image, new(this, topK), out timings, cancellationToken);
    }

    /// <summary>Ranks the classes of many pictures: batched where the model takes several at once, else the next is prepared while the model runs.</summary>
    /// <param name="images">Any sizes and formats; must stay as they are until the call returns.</param>
    /// <param name="topK">How many classes to return a picture, at least 1.</param>
    /// <param name="cancellationToken">Stops between pictures, stages and the model's operators.</param>
    /// <returns>One ranking a picture, in the order given.</returns>
    /// <exception cref="ArgumentException">A picture is null or <paramref name="topK"/> is less than 1.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public IReadOnlyList<IReadOnlyList<Classification>> Classify(IReadOnlyList<ImageBuffer> images, int topK = 5, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        return Model.RunMany<Reader, IReadOnlyList<Classification>>(images, new(this, topK), cancellationToken);
    }

    /// <summary>Ranks the classes on a thread of the pool.</summary>
    /// <param name="image">Any size and format; must stay as it is until the task ends.</param>
    /// <param name="topK">How many to return, at least 1.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns>The most probable classes, best first.</returns>
    /// <exception cref="ArgumentException"><paramref name="topK"/> is less than 1.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public Task<IReadOnlyList<Classification>> ClassifyAsync(ImageBuffer image, int topK = 5, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        return Model.RunAsync<Reader, IReadOnlyList<Classification>>(image, new(this, topK), cancellationToken);
    }

    /// <summary>Ranks the classes of many pictures on a thread of the pool.</summary>
    /// <inheritdoc cref="Classify(IReadOnlyList{ImageBuffer}, int, CancellationToken)"/>
    public Task<IReadOnlyList<IReadOnlyList<Classification>>> ClassifyAsync(IReadOnlyList<ImageBuffer> images, int topK = 5, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        return Model.RunManyAsync<Reader, IReadOnlyList<Classification>>(images, new(this, topK), cancellationToken);
    }

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

    private Classification[] Rank(in ModelOutputs outputs, int count)
    {
        ReadOnlySpan<float> given = outputs.Floats(0);
        if (given.Length != ClassCount)
        {
            throw new ModelMismatchException(
                $"Output '{outputs.Spec(0).Name}' of {Session.Name} has {given.Length} scores for {ClassCount} labels; correct the labels.", Session.Name);
        }

        float[] scratch = ArrayPool<float>.Shared.Rent(ClassCount);
        int[] best = ArrayPool<int>.Shared.Rent(count);
        try
        {
            Span<float> scores = scratch.AsSpan(0, ClassCount);
            if (Model.Manifest.Softmax) Softmax.Run(given, scores);
            else given.CopyTo(scores);

            TopK.Run(scores, best.AsSpan(0, count));
            var ranking = new Classification[count];
            for (int i = 0; i < count; i++) ranking[i] = new Classification(best[i], Model.Label(best[i]), scores[best[i]]);
            return ranking;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scratch);
            ArrayPool<int>.Shared.Return(best);
        }
    }

    private readonly struct Reader(ImageClassifier classifier, int topK) : IOutputReader<IReadOnlyList<Classification>>
    {
        public bool ReadsBatches => true;

        public IReadOnlyList<Classification> Read(in ModelOutputs outputs, in ResizePlan plan, int width, int height) =>
            classifier.Rank(in outputs, Math.Min(topK, classifier.ClassCount));
    }
}
