namespace EdgeInfer.Imaging;

/// <summary>The messages of the codecs, in one place: what, what was expected, what was found, what to do.</summary>
internal static class PictureErrors
{
    /// <param name="path">The file, or null for a picture in memory.</param>
    /// <param name="known">The types the codec decodes, as a sentence names them.</param>
    /// <param name="found">What is there instead.</param>
    /// <param name="remedy">A sentence.</param>
    /// <param name="cause">The error below, if any.</param>
    public static ImageDecodeException Undecodable(string? path, string known, string found, string remedy, Exception? cause = null) =>
        new($"{Subject(path)}: expected {known}, found {found}. {remedy}", path, cause);

    public static ImageDecodeException UnknownContent(string? path, string known, ReadOnlySpan<byte> head) =>
        Undecodable(path, known, UnknownFile.Describe(head), "Convert it to one of these types; the file's name does not matter.");

    public static ImageDecodeException TooLarge(string? path, int width, int height, string limit, string property) => new(
        $"{Subject(path)}: expected at most {limit}, its header says {width}×{height}. " +
        $"Shrink it, or raise ImageDecodeOptions.{property} if the picture is trusted.",
        path);

    public static ImageDecodeException Damaged(string? path, string format, string part, string reason, string remedy, Exception? cause) => new(
        $"{Subject(path)}: expected a whole {format} picture, found {part} that cannot be decoded ({reason}). {remedy}",
        path,
        cause);

    public static ImageDecodeException UnsupportedSamples(string? path, string found) => new(
        $"{Subject(path)}: expected 8- or 16-bit grey, RGB or CMYK samples, found {found}. Convert it to 8 bits a sample.",
        path);

    public static ImageEncodeException Unencodable(string path, string expected, string found, string remedy, Exception? cause = null) =>
        new($"Picture '{path}': expected {expected}, found {found}. {remedy}", path, cause);

    private static string Subject(string? path) => path is null ? "Picture in memory" : $"Picture '{path}'";
}
