using System.Diagnostics;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>Makes a picture of a picture: enlarged (super-resolution), or of the same size (denoised, restored, in another style).</summary>
/// <remarks>
/// Pictures of any size: what does not fit the model's input, or would need too much memory, is worked on in tiles that overlap and
/// are blended. Models of one channel see a colour picture's luma; its chroma is enlarged by a cubic filter, its alpha too.
/// Thread-safe: any number of callers share one upscaler. The pictures it returns hold pooled memory: dispose them.
/// </remarks>
public sealed partial class ImageUpscaler : VisionTask
{
    private readonly PictureShape _shape;
    private readonly OutputLevels _levels;
    private readonly ImageUpscalerOptions _options;

    private ImageUpscaler(VisionModel model, ImageUpscalerOptions options)
        : base(model)
    {
        _options = options;
        _shape = PictureShape.Find(model);
        _levels = OutputLevels.LikeInput(model.Manifest);
    }

    /// <summary>How many times wider and higher pictures get; 1 for models that keep the size.</summary>
    public int Scale => _shape.Scale;

    /// <summary>Loads a model that makes pictures.</summary>
    /// <param name="path">An ONNX or ORT-format file.</param>
    /// <param name="options">Null means <see cref="ImageUpscalerOptions.Default"/>.</param>
    /// <exception cref="ModelLoadException">The file is missing or not a model.</exception>
    /// <exception cref="ManifestException">Nothing says how to feed the model, or what does is not valid.</exception>
    /// <exception cref="ModelMismatchException">The manifest contradicts the model, or the model does something else.</exception>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is available.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InferenceException">The provider failed: a model whose shapes are free is run once, to see how much it enlarges.</exception>
    public static ImageUpscaler Load(string path, ImageUpscalerOptions? options = null)
    {
        (options ??= ImageUpscalerOptions.Default).Validate();
        return Wrap(VisionModel.Load(path, options, ModelTask.ImageToImage), model => new ImageUpscaler(model, options));
    }

    /// <summary>Loads a model that makes pictures, held in memory.</summary>
    /// <param name="model">The whole file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Null means <see cref="ImageUpscalerOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, ImageUpscalerOptions?)" path="/exception"/>
    public static ImageUpscaler Load(byte[] model, string name, ImageUpscalerOptions? options = null)
    {
        (options ??= ImageUpscalerOptions.Default).Validate();
        return Wrap(VisionModel.Load(model, name, options, ModelTask.ImageToImage), loaded => new ImageUpscaler(loaded, options));
    }

    private ImageBuffer Run(ImageView image, IProgress<TileProgress>? progress, out StageTimings timings, CancellationToken cancellationToken)
    {
        timings = default;
        if (image.IsEmpty) throw new ArgumentException("The picture is empty.", nameof(image));
        long start = Stopwatch.GetTimestamp();
        (TileAxis columns, TileAxis rows) = Cut(image.Width, image.Height);
        ImageBuffer result = CreateResult(image);
        try
        {
            using (var canvas = new TileCanvas(columns, rows, Scale, _shape.Channels, _levels, Manifest.Manifest.Input.Color, result))
            {
                timings = timings with { Preprocess = Stopwatch.GetElapsedTime(start) };
                for (int i = 0; i < columns.Count * rows.Count; i++)
                {
                    RunTile(image, columns, rows, i % columns.Count, i / columns.Count, canvas, out StageTimings tile, cancellationToken);
                    timings = new(timings.Preprocess + tile.Preprocess, timings.Inference + tile.Inference, timings.Postprocess + tile.Postprocess);
                    progress?.Report(new TileProgress(i + 1, columns.Count * rows.Count));
                }
            }

            start = Stopwatch.GetTimestamp();
            ImageBuffer finished = WithAlpha(image, result);
            timings = timings with { Postprocess = timings.Postprocess + Stopwatch.GetElapsedTime(start) };
            return finished;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private void RunTile(
        ImageView image, TileAxis columns, TileAxis rows, int column, int row, TileCanvas canvas, out StageTimings timings, CancellationToken cancellationToken)
    {
        int x = columns.Start(column), y = rows.Start(row);
        ImageView part = image.Crop(x, y, Math.Min(columns.Tile, image.Width - x), Math.Min(rows.Tile, image.Height - y));
        using ImageBuffer? padded = part.Width < columns.Tile || part.Height < rows.Tile ? PaddedTo(part, columns.Tile, rows.Tile) : null;
        Model.Run<Reader, bool>(padded is null ? part : padded.AsView(), new(_shape, canvas, column, row), out timings, cancellationToken);
    }

    /// <summary>Tiles of the model's own size, or, where that is free, of the options' size or the whole picture.</summary>
    private (TileAxis Columns, TileAxis Rows) Cut(int width, int height)
    {
        ImageInputSpec input = Manifest.Manifest.Input;
        if (input.Resize != ResizeMode.Pad)
        {
            ResizePlan plan = Model.Preprocessor.Plan(width, height);
            return (new(width, plan.InputWidth, _options.TileOverlap), new(height, plan.InputHeight, _options.TileOverlap));
        }

        return (new(width, Side(width), _options.TileOverlap), new(height, Side(height), _options.TileOverlap));

        int Side(int length)
        {
            int multiple = input.MultipleOf;
            int longest = Math.Max(multiple, _options.TileSize / multiple * multiple);
            return Math.Min(longest, (length + multiple - 1) / multiple * multiple);
        }
    }

    private ImageBuffer CreateResult(ImageView image) => _shape.Channels == 1
        ? PictureEnlarger.Colors(image, Scale, Model.Preprocessor.Parallelism)
        : new ImageBuffer(checked(image.Width * Scale), checked(image.Height * Scale), PixelFormat.Rgb24);

    /// <summary>Gives the result the picture's opacity, where it has one.</summary>
    private ImageBuffer WithAlpha(ImageView image, ImageBuffer result)
    {
        if (image.Format is not (PixelFormat.Rgba32 or PixelFormat.Bgra32)) return result;
        using ImageBuffer alpha = PictureEnlarger.Alpha(image, Scale, Model.Preprocessor.Parallelism);
        ImageBuffer combined = AlphaChannel.Combine(result, alpha);
        result.Dispose();
        return combined;
    }

    /// <summary>A tile that reaches past the picture repeats its last column and row.</summary>
    private static ImageBuffer PaddedTo(ImageView part, int width, int height)
    {
        using ImageBuffer? converted = part.Format.IsYuv() ? ImageBuffer.CopyOf(part) : null;
        ImageView pixels = converted is null ? part : converted.AsView();
        var padded = new ImageBuffer(width, height, pixels.Format);
        Warp.Affine(pixels, AffineTransform.Identity, WarpSampling.Nearest, WarpBorder.Replicate, [], padded);
        return padded;
    }

    private readonly struct Reader(PictureShape shape, TileCanvas canvas, int column, int row) : IOutputReader<bool>
    {
        public bool ReadsBatches => false;

        public bool Read(in ModelOutputs outputs, in ResizePlan plan, int width, int height)
        {
            (int outputWidth, int outputHeight) = shape.Output.Measure(in outputs, shape.Channels);
            if (outputWidth != width * shape.Scale || outputHeight != height * shape.Scale)
                throw new ModelMismatchException($"The model made {outputWidth}×{outputHeight} of {width}×{height}, and {shape.Scale} times its size of another picture; it cannot be tiled.");
            canvas.Add(outputs.Floats(shape.Output.Index), shape.Output.Layout, column, row);
            return true;
        }
    }
}
