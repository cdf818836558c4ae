using EdgeInfer.Imaging;

namespace EdgeInfer.Vision;

public sealed partial class ImageUpscaler
{
    /// <summary>Makes the new picture.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="cancellationToken">Stops between tiles, stages and the model's operators.</param>
    /// <returns>
    /// <see cref="Scale"/> times as wide and high: <see cref="PixelFormat.Rgb24"/>, with an alpha where the picture has one
    /// <see cref="PixelFormat.Rgba32"/>, of grey pictures and a model of one channel <see cref="PixelFormat.Gray8"/>. The caller disposes it.
    /// </returns>
    /// <exception cref="ArgumentException">The picture is empty, or the result would be too large.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public ImageBuffer Upscale(ImageView image, CancellationToken cancellationToken = default) => Run(image, null, out _, cancellationToken);

    /// <inheritdoc cref="Upscale(ImageView, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="timings">Receives where the time went, of all tiles together.</param>
    /// <param name="cancellationToken">Stops between tiles, stages and the model's operators.</param>
    public ImageBuffer Upscale(ImageView image, out StageTimings timings, CancellationToken cancellationToken = default) =>
        Run(image, null, out timings, cancellationToken);

    /// <inheritdoc cref="Upscale(ImageView, CancellationToken)"/>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="progress">Hears of every tile that is done.</param>
    /// <param name="timings">Receives where the time went, of all tiles together.</param>
    /// <param name="cancellationToken">Stops between tiles, stages and the model's operators.</param>
    public ImageBuffer Upscale(ImageView image, IProgress<TileProgress> progress, out StageTimings timings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(progress);
        return Run(image, progress, out timings, cancellationToken);
    }

    /// <summary>Makes new pictures, one after the other.</summary>
    /// <param name="images">Any sizes and formats; must stay as they are until the call returns.</param>
    /// <param name="cancellationToken">Stops between tiles, stages and the model's operators.</param>
    /// <returns>One a picture, in the order given; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">A picture is null.</exception>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public IReadOnlyList<ImageBuffer> Upscale(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        for (int i = 0; i < images.Count; i++)
        {
            if (images[i] is null) throw new ArgumentException($"Picture {i} is null.", nameof(images));
        }

        var results = new ImageBuffer[images.Count];
        try
        {
            for (int i = 0; i < results.Length; i++) results[i] = Run(images[i], null, out _, cancellationToken);
            return results;
        }
        catch
        {
            foreach (ImageBuffer? result in results) result?.Dispose();
            throw;
        }
    }

    /// <summary>Makes the new picture on a thread of the pool.</summary>
    /// <param name="image">Any size and format; must stay as it is until the task ends.</param>
    /// <param name="cancellationToken">Stops between tiles, stages and the model's operators.</param>
    /// <returns>The caller disposes it.</returns>
    /// <exception cref="InferenceException">The provider failed.</exception>
    public Task<ImageBuffer> UpscaleAsync(ImageBuffer image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Task.Run(() => Run(image, null, out _, cancellationToken), cancellationToken);
    }

    /// <summary>Makes new pictures on a thread of the pool.</summary>
    /// <inheritdoc cref="Upscale(IReadOnlyList{ImageBuffer}, CancellationToken)"/>
    public Task<IReadOnlyList<ImageBuffer>> UpscaleAsync(IReadOnlyList<ImageBuffer> images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Task.Run(() => Upscale(images, cancellationToken), cancellationToken);
    }
}
