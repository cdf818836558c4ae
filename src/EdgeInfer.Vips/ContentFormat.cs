using System.Buffers.Binary;

namespace EdgeInfer.Vips;

/// <summary>A picture file type that is decoded, recognised by its first bytes.</summary>
/// <remarks>
/// This list is the whole of what reaches libvips. Its other loaders (SVG, PDF, ImageMagick, raw camera files, …)
/// parse programs or text, open further files, or are not meant for hostile input, and are never asked.
/// </remarks>
/// <param name="Name">Lower case, as <see cref="Imaging.ImageInfo.ContentFormat"/> gives it.</param>
/// <param name="Family">libvips' word for it, in operation names and messages.</param>
internal sealed record ContentFormat(string Name, string Family)
{
    /// <summary>Bytes that <see cref="Recognise"/> wants to see; a shorter file is given whole.</summary>
    public const int SniffLength = 64;

    /// <summary>The types as a sentence names them.</summary>
    public const string Known = "JPEG, PNG, WebP, TIFF, GIF or AVIF";

    private static readonly ContentFormat Jpeg = new("jpeg", "jpeg");
    private static readonly ContentFormat Png = new("png", "png");
    private static readonly ContentFormat WebP = new("webp", "webp");
    private static readonly ContentFormat Tiff = new("tiff", "tiff");
    private static readonly ContentFormat Gif = new("gif", "gif");
    private static readonly ContentFormat Avif = new("avif", "heif");
    private static readonly ContentFormat Heif = new("heif", "heif");

    /// <summary>libvips' loader.</summary>
    public string Loader => Family + "load_source";

    /// <param name="head">The first <see cref="SniffLength"/> bytes, or all there are.</param>
    /// <returns>The type, or null where it is none of those decoded.</returns>
    public static ContentFormat? Recognise(ReadOnlySpan<byte> head)
    {
        if (head is [0xFF, 0xD8, 0xFF, ..]) return Jpeg;
        if (head is [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..]) return Png;
        if (head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..].StartsWith("WEBP"u8)) return WebP;

        // 42 marks the TIFF of 1992, 43 the one with 64-bit offsets.
        if (head is [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..]) return Tiff;
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8)) return Gif;
        if (head.Length >= 12 && head[4..].StartsWith("ftyp"u8)) return RecogniseBrand(head);
        return null;
    }

    // An ISO media file says what it is in its first box: a major brand, a version, then brands it is compatible with.
    private static ContentFormat? RecogniseBrand(ReadOnlySpan<byte> head)
    {
        int boxLength = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head), (uint)head.Length);
        bool heif = false;
        for (int at = 8; at + 4 <= boxLength; at += at == 8 ? 8 : 4)
        {
            ReadOnlySpan<byte> brand = head.Slice(at, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8)) return Avif;
            heif |= brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("mif1"u8);
        }

        return heif ? Heif : null;
    }
}
