namespace EdgeInfer.Vips;

/// <summary>The messages of this package, in one place: what, what was expected, what was found, what to do.</summary>
internal static class Throw
{
    public static ImageDecodeException Undecodable(string? path, string found, string remedy, Exception? cause = null) =>
        new($"{Subject(path)}: expected {ContentFormat.Known}, found {found}. {remedy}", path, cause);

    public static ImageDecodeException UnknownContent(string? path, ReadOnlySpan<byte> head) =>
        Undecodable(path, ContentFormat.Describe(head), "Convert it to one of these types; the file's name does not matter.");

    public static ImageDecodeException TooLarge(string? path, int width, int height, string limit, string property) => new(
        $"{Subject(path)}: expected at most {limit}, its header says {width}×{height}. " +
        $"Shrink it, or raise ImageDecodeOptions.{property} if the picture is trusted.",
        path);

    public static ImageDecodeException Damaged(EncodedPicture picture, string part, Exception cause)
    {
        string reason = picture.ReadFailure?.Message ?? cause.Message;
        string remedy = picture.Format.Name == "heif"
            ? "Convert it to JPEG or AVIF: HEIC needs an HEVC decoder, which most builds of libvips lack."
            : "Copy or download it again.";
        return new ImageDecodeException(
            $"{Subject(picture.Path)}: expected a whole {picture.Format.Name} picture, found {part} that cannot be decoded ({reason}). {remedy}",
            picture.Path,
            picture.ReadFailure ?? cause);
    }

    public static ImageDecodeException UnsupportedSamples(EncodedPicture picture, string found) => new(
        $"{Subject(picture.Path)}: expected 8- or 16-bit grey, RGB or CMYK samples, found {found}. Convert it to 8 bits a sample.",
        picture.Path);

    public static ImageEncodeException Unencodable(string path, string expected, string found, string remedy, Exception? cause = null) =>
        new($"Picture '{path}': expected {expected}, found {found}. {remedy}", path, cause);

    private static string Subject(string? path) => path is null ? "Picture in memory" : $"Picture '{path}'";
}
