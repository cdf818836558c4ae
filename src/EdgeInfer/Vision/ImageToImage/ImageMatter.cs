using System.Buffers;
using System.Numerics.Tensors;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>Tells foreground from background pixel by pixel, softly: background removal and portrait matting.</summary>
/// <remarks>
/// For models that give one channel of opacity (MODNet, U²-Net, BiRefNet, RMBG). The opacity is enlarged to the picture bilinearly.
/// Thread-safe: any number of callers share one matter. The mattes it returns hold pooled memory: dispose them.
/// </remarks>
public sealed class ImageMatter : VisionTask
{
    private readonly MapOutput _output;
    private readonly OutputLevels _levels;

    private ImageMatter(VisionModel model)
        : base(model)
    {
        _output = MapOutput.Find(model.Session, model.Resolved);
        if (_output.IsInteger) throw _output.Contradiction("opacity is read as float32 or float16");
        if (_output.ChannelCount() is not (1 or null)) throw _output.Contradiction("opacity has one channel; a model that gives whole pictures is for ImageUpscaler");
        _levels = OutputLevels.Alpha(model.Manifest);
    }

    /// <summary>Loads a matting model.</summary>
    /// <param name="path">An ONNX or ORT-format file.</param>
    /// <param name="options">Null means <see cref="ImageMatterOptions.Default"/>.</param>
    /// <exception cref="ModelLoadException">The file is missing or not a model.</exception>
    /// <exception cref="ManifestException">Nothing says how to feed the model, or what does is not valid.</exception>
    /// <exception cref="ModelMismatchException">The manifest contradicts the model, or the model does something else.</exception>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is available.</exception>
    public static ImageMatter Load(string path, ImageMatterOptions? options = null) =>
        Wrap(VisionModel.Load(path, options ?? ImageMatterOptions.Default, ModelTask.ImageToImage), static model => new ImageMatter(model));

    /// <summary>Loads a matting model held in memory.</summary>
    /// <param name="model">The whole file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Null means <see cref="ImageMatterOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, ImageMatterOptions?)" path="/exception"/>
    public static ImageMatter Load(byte[] model, string name, ImageMatterOptions? options = null) =>
        Wrap(VisionModel.Load(model, name, options ?? ImageMatterOptions.Default, ModelTask.ImageToImage), static loaded => new ImageMatter(loaded));

    /// <summary>Finds the opacity of every pixel.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns>A matte of the picture's size; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The picture is empty.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public AlphaMatte Matte(ImageView image, CancellationToken cancellationToken = default) => Matte(image, out _, cancellationToken);

    /// <inheritdoc cref="Matte(ImageView, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="timings">Receives where the time went.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    public AlphaMatte Matte(ImageView image, out StageTimings timings, CancellationToken cancellationToken = default) =>
        Model.Run<Reader, AlphaMatte>(image, new(this), out timings, cancellationToken);

    /// <summary>Mattes many pictures: batched where the model takes several at once, else the next is prepared while the model runs.</summary>
    /// <param name="images">Any sizes and formats; must stay as they are until the call returns.</param>
    /// <param name="cancellationToken">Stops between pictures, stages and the model's operators.</param>
    /// <returns>One matte a picture, in the order given; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">A picture is null.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public IReadOnlyList<AlphaMatte> Matte(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default) =>
        Model.RunMany<Reader, AlphaMatte>(images, new(this), cancellationToken);

    /// <summary>Mattes a picture on a thread of the pool.</summary>
    /// <param name="image">Any size and format; must stay as it is until the task ends.</param>
    /// <param name="cancellationToken">Stops between stages and between the model's operators.</param>
    /// <returns>A matte of the picture's size; the caller disposes it.</returns>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public Task<AlphaMatte> MatteAsync(ImageBuffer image, CancellationToken cancellationToken = default) =>
        Model.RunAsync<Reader, AlphaMatte>(image, new(this), cancellationToken);

    /// <summary>Mattes many pictures on a thread of the pool.</summary>
    /// <inheritdoc cref="Matte(IReadOnlyList{ImageBuffer}, CancellationToken)"/>
    public Task<IReadOnlyList<AlphaMatte>> MatteAsync(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default) =>
        Model.RunManyAsync<Reader, AlphaMatte>(images, new(this), cancellationToken);

    private readonly struct Reader(ImageMatter matter) : IOutputReader<AlphaMatte>
    {
        public bool ReadsBatches => true;

        public AlphaMatte Read(in ModelOutputs outputs, in ResizePlan plan, int width, int height)
        {
            (int mapWidth, int mapHeight) = matter._output.Measure(in outputs, channels: 1);
            ReadOnlySpan<float> map = outputs.Floats(matter._output.Index);
            float[] scratch = ArrayPool<float>.Shared.Rent(map.Length + width);
            var alpha = new ImageBuffer(width, height, PixelFormat.Gray8);
            try
            {
                Span<float> row = scratch.AsSpan(map.Length, width);
                if (matter.Model.Manifest.Sigmoid)
                {
                    // Before enlarging, as the models' own code does: afterwards edges would be harder.
                    TensorPrimitives.Sigmoid(map, scratch.AsSpan(0, map.Length));
                    map = scratch.AsSpan(0, map.Length);
                }

                using var enlarger = new MapEnlarger(map, MapAxis.Columns(in plan, width, mapWidth), MapAxis.Rows(in plan, height, mapHeight));
                for (int y = 0; y < height; y++)
                {
                    enlarger.Row(y, row);
                    matter._levels.Write(row, 0, alpha.GetRow(y));
                }

                return new AlphaMatte(alpha);
            }
            catch
            {
                alpha.Dispose();
                throw;
            }
            finally
            {
                ArrayPool<float>.Shared.Return(scratch);
            }
        }
    }
}
