using EdgeInfer.Imaging;
using EdgeInfer.Vips.Interop;

namespace EdgeInfer.Vips;

/// <summary>A picture file type that is written.</summary>
/// <param name="Family">libvips' word for it.</param>
/// <param name="HasAlpha">Whether it can hold transparency.</param>
/// <param name="IsLossy">Whether it takes a quality.</param>
/// <param name="Settings">Further settings of libvips' saver.</param>
internal sealed record SavedFormat(string Family, bool HasAlpha, bool IsLossy, params (string Property, int Value)[] Settings)
{
    private static readonly SavedFormat Jpeg = new("jpeg", HasAlpha: false, IsLossy: true);
    private static readonly SavedFormat Png = new("png", HasAlpha: true, IsLossy: false);
    private static readonly SavedFormat WebP = new("webp", HasAlpha: true, IsLossy: true);
    private static readonly SavedFormat Gif = new("gif", HasAlpha: true, IsLossy: false);

    // LZW over differences of neighbours, the one compression that every TIFF reader knows and that is lossless.
    private static readonly SavedFormat Tiff = new("tiff", HasAlpha: true, IsLossy: false, ("compression", 5), ("predictor", 2));

    // The container's codec: AV1.
    private static readonly SavedFormat Avif = new("heif", HasAlpha: true, IsLossy: true, ("compression", 4));

    /// <exception cref="ImageEncodeException">The extension is missing or stands for no type that is written.</exception>
    public static SavedFormat ForFile(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".jpg" or ".jpeg" => Jpeg,
        ".png" => Png,
        ".webp" => WebP,
        ".tif" or ".tiff" => Tiff,
        ".gif" => Gif,
        ".avif" => Avif,
        string extension => throw PictureErrors.Unencodable(
            path,
            "a name ending in .jpg, .jpeg, .png, .webp, .tif, .tiff, .gif or .avif",
            extension.Length > 0 ? $"'{extension}'" : "no extension",
            "Choose one of these."),
    };

    /// <summary>The operation that encodes into memory, but for its input.</summary>
    public VipsOperation CreateSaver(int quality)
    {
        var save = new VipsOperation(Family + "save_buffer", Family);
        foreach ((string property, int value) in Settings) save.Set(property, value);
        if (IsLossy) save.Set("Q", quality);
        return save;
    }
}
