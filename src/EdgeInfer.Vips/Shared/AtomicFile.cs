using Microsoft.Win32.SafeHandles;

namespace EdgeInfer.Imaging;

/// <summary>Writes a file whole or not at all: under a temporary name in the same folder, then renamed.</summary>
internal static class AtomicFile
{
    /// <exception cref="ImageEncodeException">The folder is missing, or the file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content) =>
        Write(path, content, static temporary => File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write));

    /// <param name="path">The file.</param>
    /// <param name="content">All of its bytes.</param>
    /// <param name="open">Opens the temporary file; tests put a full disk in its place.</param>
    internal static void Write(string path, ReadOnlySpan<byte> content, Func<string, SafeFileHandle> open)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        if (Directory.Exists(path))
        {
            throw PictureErrors.Unencodable(path, "the name of a file", "a folder of that name", "Choose another name.");
        }

        if (!Directory.Exists(folder))
        {
            throw PictureErrors.Unencodable(path, $"the folder '{folder}'", "no such folder", "Create it first.");
        }

        // Short, so that it fits wherever the final name fits.
        string temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using (SafeFileHandle file = open(temporary)) RandomAccess.Write(file, content, 0);
            SharedFile.Replace(temporary, path);
        }
        catch (UnauthorizedAccessException e)
        {
            Discard(temporary);
            throw PictureErrors.Unencodable(path, "a folder and file that this user may write", $"no permission ({e.Message})", "Grant it or choose another folder.", e);
        }
        catch (IOException e)
        {
            Discard(temporary);
            throw PictureErrors.Unencodable(path, $"room for {content.Length} bytes on a writable disk", $"an error ({e.Message})", "Free some space or choose another folder.", e);
        }
    }

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report.
        }
    }
}
