using System.Runtime.InteropServices;

namespace EdgeInfer.Vips.Interop;

/// <summary>A call into libvips failed. Never leaves the package: the codec says which picture and what to do.</summary>
internal sealed class VipsException(string message) : Exception(message)
{
    private static readonly string[] Families = ["jpeg", "png", "webp", "tiff", "gif", "heif"];

    /// <summary>Whether the libvips in use was built without what was asked for, so that the picture is not to blame.</summary>
    public bool IsMissingFeature { get; init; }

    /// <summary>Takes what libvips wrote about the failure, as one line.</summary>
    /// <param name="family">The file type at work; null where none is.</param>
    /// <remarks>
    /// libvips keeps one text for all threads. Lines about another file type come from a neighbour that failed at
    /// the same moment and are left out; those about the same type cannot be told apart.
    /// </remarks>
    public static VipsException Take(string? family = null)
    {
        nint text = Native.TakeErrorText();
        string all = Marshal.PtrToStringUTF8(text) ?? "";
        Native.Free(text);

        IEnumerable<string> lines = all
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => family is null || !IsAboutAnother(line, family));
        if (VipsEventSource.LastMessage is { Length: > 0 } message) lines = lines.Append(message);
        string joined = string.Join("; ", lines.Distinct());
        return new VipsException(joined.Length > 0 ? joined : "libvips gives no reason");
    }

    private static bool IsAboutAnother(string line, string family)
    {
        ReadOnlySpan<char> domain = line.AsSpan(0, Math.Max(0, line.IndexOf(':', StringComparison.Ordinal)));
        if (domain.Contains(family, StringComparison.OrdinalIgnoreCase)) return false;
        foreach (string other in Families)
        {
            if (domain.Contains(other, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
