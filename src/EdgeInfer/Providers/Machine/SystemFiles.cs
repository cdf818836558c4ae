using System.Text;

namespace EdgeInfer.Providers;

/// <summary>The files of the machine this process runs on.</summary>
internal sealed class SystemFiles : ISystemFiles
{
    // More than any of these files has; what a broken driver writes without end must not fill memory.
    private const int MostBytes = 4 << 20;

    public static SystemFiles Instance { get; } = new();

    public string? ReadText(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            byte[] bytes = new byte[4096];
            int length = 0;
            for (int read; (read = file.Read(bytes, length, bytes.Length - length)) > 0;)
            {
                length += read;
                if (length < bytes.Length) continue;
                if (length >= MostBytes) break;
                Array.Resize(ref bytes, length * 4);
            }

            return Encoding.UTF8.GetString(bytes, 0, length);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    public IReadOnlyList<string> List(string folder, string pattern)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder, pattern) : [];
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return [];
        }
    }

    public string? LinkedName(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget is { } target ? Path.GetFileName(target) : null;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    private static bool IsUnreadable(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
