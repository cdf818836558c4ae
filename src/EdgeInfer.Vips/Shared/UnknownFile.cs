using System.Buffers;

namespace EdgeInfer.Imaging;

/// <summary>Says what a file that is no known picture seems to be, for the error message.</summary>
internal static class UnknownFile
{
    private static readonly SearchValues<byte> TextBytes =
        SearchValues.Create([9, 10, 13, .. Enumerable.Range(32, 95).Select(b => (byte)b)]);

    /// <param name="head">The first bytes, at least one.</param>
    public static string Describe(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n\uFEFF"u8);
        if (head.StartsWith("BM"u8)) return "a BMP file";
        if (head.StartsWith("%PDF"u8)) return "a PDF file";
        if (head.StartsWith("PK\u0003\u0004"u8)) return "a ZIP archive";
        if (head is [0xFF, 0x0A, ..] || (head.Length >= 8 && head[4..].StartsWith("JXL "u8))) return "a JPEG XL file";
        if (head.Length >= 8 && head[4..].StartsWith("jP  "u8)) return "a JPEG 2000 file";
        if (text.StartsWith("<svg"u8) || text.StartsWith("<?xml"u8)) return "an XML or SVG file";
        if (text.StartsWith("<"u8)) return "an HTML or XML file";
        if (!head.ContainsAnyExcept(TextBytes)) return "a text file";
        if (!head.ContainsAnyExcept((byte)0)) return "zero bytes";
        return "unknown content starting with " + Convert.ToHexString(head[..Math.Min(8, head.Length)]);
    }
}
