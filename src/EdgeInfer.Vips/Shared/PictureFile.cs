using Microsoft.Win32.SafeHandles;

namespace EdgeInfer.Imaging;

/// <summary>Opens picture files and reads their first bytes.</summary>
internal static class PictureFile
{
    /// <param name="path">The file.</param>
    /// <param name="known">The types the codec decodes, as a sentence names them.</param>
    /// <exception cref="ImageDecodeException">There is no such file, or it cannot be read, or it is a folder or empty.</exception>
    public static SafeFileHandle Open(string path, string known)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeFileHandle file = OpenHandle(path, known);
        try
        {
            if (RandomAccess.GetLength(file) == 0)
            {
                throw PictureErrors.Undecodable(path, known, "an empty file (0 bytes)", "Copy or download it again.");
            }

            return file;
        }
        catch (NotSupportedException e)
        {
            file.Dispose();
            throw PictureErrors.Undecodable(path, known, "a pipe, which can be read only once", "Save it to a file, or pass its bytes.", e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads from the start until the span is full or the file ends.</summary>
    /// <returns>Bytes read.</returns>
    /// <exception cref="ImageDecodeException">The file cannot be read.</exception>
    public static int ReadHead(SafeFileHandle file, string path, string known, Span<byte> head)
    {
        try
        {
            int filled = 0;
            while (filled < head.Length)
            {
                int read = RandomAccess.Read(file, head[filled..], filled);
                if (read == 0) break;
                filled += read;
            }

            return filled;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PictureErrors.Undecodable(path, known, $"a file that cannot be read ({e.Message})", "Copy it to a local disk.", e);
        }
    }

    private static SafeFileHandle OpenHandle(string path, string known)
    {
        if (Directory.Exists(path)) throw PictureErrors.Undecodable(path, known, "a folder", "Name a file inside it.");
        try
        {
            // Whoever wants to replace or delete the file meanwhile may.
            return SharedFile.Open(() => File.OpenHandle(path, share: FileShare.Read | FileShare.Delete));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            string remedy = Path.IsPathRooted(path)
                ? "Check the spelling."
                : $"Check the spelling; the current folder is '{Environment.CurrentDirectory}'.";
            throw PictureErrors.Undecodable(path, known, "no such file", remedy, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw PictureErrors.Undecodable(path, known, "a file that this user may not read", "Grant read permission.", e);
        }
        catch (IOException e)
        {
            throw PictureErrors.Undecodable(path, known, $"a file that cannot be opened ({e.Message})", "Close it elsewhere, or copy it to a local disk.", e);
        }
    }
}
