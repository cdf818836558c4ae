using Microsoft.Win32.SafeHandles;

namespace EdgeInfer.Vips;

/// <summary>Opens a picture file and looks at its first bytes.</summary>
internal static class PictureFile
{
    /// <exception cref="ImageDecodeException">There is no such file, it cannot be read, or it is no picture of a known type.</exception>
    public static SafeFileHandle Open(string path, out ContentFormat format)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeFileHandle file = OpenHandle(path);
        try
        {
            Span<byte> head = stackalloc byte[ContentFormat.SniffLength];
            head = head[..ReadHead(file, path, head)];
            if (head.IsEmpty) throw Throw.Undecodable(path, "an empty file (0 bytes)", "Copy or download it again.");
            format = ContentFormat.Recognise(head) ?? throw Throw.UnknownContent(path, head);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static SafeFileHandle OpenHandle(string path)
    {
        if (Directory.Exists(path)) throw Throw.Undecodable(path, "a folder", "Name a file inside it.");
        try
        {
            return File.OpenHandle(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            string remedy = Path.IsPathRooted(path)
                ? "Check the spelling."
                : $"Check the spelling; the current folder is '{Environment.CurrentDirectory}'.";
            throw Throw.Undecodable(path, "no such file", remedy, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Throw.Undecodable(path, "a file that this user may not read", "Grant read permission.", e);
        }
        catch (IOException e)
        {
            throw Throw.Undecodable(path, $"a file that cannot be opened ({e.Message})", "Close it elsewhere, or copy it to a local disk.", e);
        }
    }

    private static int ReadHead(SafeFileHandle file, string path, Span<byte> head)
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Throw.Undecodable(path, $"a file that cannot be read ({e.Message})", "Copy it to a local disk.", e);
        }
    }
}
