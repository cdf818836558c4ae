using EdgeInfer.Imaging;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>Gives vectors of pictures, such as CLIP's image encoder, DINO and re-identification models do: similar pictures have similar ones.</summary>
/// <remarks>Thread-safe: any number of callers share one embedder.</remarks>
public sealed class ImageEmbedder : VisionTask
{
    private readonly EmbeddingOutput _output;

    private ImageEmbedder(VisionModel model, ImageEmbedderOptions options)
        : base(model) => _output = new EmbeddingOutput(model, options.Normalize ?? model.Manifest.Normalize);

    /// <summary>Numbers of a vector.</summary>
    public int Dimension => _output.Dimension;

    /// <summary>The cosine from which on two vectors are usually taken for the same, as the manifest says; null where it does not.</summary>
    public float? Similarity => Model.Manifest.Similarity;

    /// <summary>Loads an embedding model.</summary>
    /// <param name="path">An ONNX or ORT-format file.</param>
    /// <param name="options">Null means <see cref="ImageEmbedderOptions.Default"/>.</param>
    /// <exception cref="ModelLoadException">The file is missing or not a model.</exception>
    /// <exception cref="ManifestException">Nothing says how to feed the model, or what does is not valid.</exception>
    /// <exception cref="ModelMismatchException">The manifest contradicts the model, or the model does something else.</exception>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is available.</exception>
    public static ImageEmbedder Load(string path, ImageEmbedderOptions? options = null)
    {
        options ??= ImageEmbedderOptions.Default;
        return Wrap(VisionModel.Load(path, options, ModelTask.Embed), model => new ImageEmbedder(model, options));
    }

    /// <summary>Loads an embedding model held in memory.</summary>
    /// <param name="model">The whole file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Null means <see cref="ImageEmbedderOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, ImageEmbedderOptions?)" path="/exception"/>
    public static ImageEmbedder Load(byte[] model, string name, ImageEmbedderOptions? options = null)
    {
        options ??= ImageEmbedderOptions.Default;
        return Wrap(VisionModel.Load(model, name, options, ModelTask.Embed), loaded => new ImageEmbedder(loaded, options));
    }

    /// <summary>The vector of a picture.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <exception cref="ArgumentException">The picture is empty.</exception>
    /// <exception cref="InferenceException">The provider failed, or the vector is all zeros or not finite.</exception>
    public Embedding Embed(ImageView image, CancellationToken cancellationToken = default) => Embed(image, out _, cancellationToken);

    /// <inheritdoc cref="Embed(ImageView, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="timings">Receives where the time went.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    public Embedding Embed(ImageView image, out StageTimings timings, CancellationToken cancellationToken = default) =>
        Model.Run<EmbeddingReader, Embedding>(image, new(_output), out timings, cancellationToken);

    /// <summary>The vectors of many pictures: batched where the model takes several at once, else the next is prepared while the model runs.</summary>
    /// <param name="images">Any sizes and formats; must stay as they are until the call returns.</param>
    /// <param name="cancellationToken">Stops between pictures, stages and the model's operators.</param>
    /// <returns>One vector a picture, in the order given.</returns>
    /// <exception cref="ArgumentException">A picture is null.</exception>
    /// <exception cref="InferenceException">The provider failed, or a vector is all zeros or not finite.</exception>
    public IReadOnlyList<Embedding> Embed(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default) =>
        Model.RunMany<EmbeddingReader, Embedding>(images, new(_output), cancellationToken);

    /// <summary>The vector of a picture, on a thread of the pool.</summary>
    /// <param name="image">Any size and format; must stay as it is until the task ends.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <exception cref="InferenceException">The provider failed, or the vector is all zeros or not finite.</exception>
    public Task<Embedding> EmbedAsync(ImageBuffer image, CancellationToken cancellationToken = default) =>
        Model.RunAsync<EmbeddingReader, Embedding>(image, new(_output), cancellationToken);

    /// <summary>The vectors of many pictures, on a thread of the pool.</summary>
    /// <inheritdoc cref="Embed(IReadOnlyList{ImageBuffer}, CancellationToken)"/>
    public Task<IReadOnlyList<Embedding>> EmbedAsync(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default) =>
        Model.RunManyAsync<EmbeddingReader, Embedding>(images, new(_output), cancellationToken);
}
