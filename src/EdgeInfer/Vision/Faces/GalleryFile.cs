using EdgeInfer.Files;

namespace EdgeInfer.Vision;

/// <summary>A gallery's file: replaced whole or not at all.</summary>
internal static class GalleryFile
{
    private const string TemporaryExtension = ".tmp";

    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    /// <exception cref="FaceGalleryException">It cannot be written.</exception>
    public static void Write(string path, string model, GalleryRows rows) =>
        Write(path, model, rows, temporary => Create(temporary, path));

    /// <param name="path">The file.</param>
    /// <param name="model">SHA-256 of the embedding model.</param>
    /// <param name="rows">What it holds.</param>
    /// <param name="open">Opens the temporary file; tests put a full disk in its place.</param>
    internal static void Write(string path, string model, GalleryRows rows, Func<string, Stream> open)
    {
        if (Directory.Exists(path)) throw new FaceGalleryException($"{path}: expected the name of a file, found a folder; choose another name.", path);
        string full = Target(path), folder = Path.GetDirectoryName(full) ?? full;
        if (!Directory.Exists(folder)) throw new FaceGalleryException($"{path}: there is no folder {folder}; create it first.", path);

        string prefix = $".{Path.GetFileName(full)}.";
        string temporary = Path.Combine(folder, $"{prefix}{Guid.NewGuid():N}{TemporaryExtension}");
        try
        {
            RemoveAbandoned(folder, prefix);
            using (Stream file = open(temporary))
            {
                GalleryFormat.Write(file, model, rows);
                // On the disk before the name points to it.
                if (file is FileStream onDisk) onDisk.Flush(flushToDisk: true);
            }

            SharedAccess.Replace(temporary, full);
        }
        catch (Exception e)
        {
            TryDelete(temporary);
            if (e is not (IOException or UnauthorizedAccessException)) throw;
            throw new FaceGalleryException($"{path}: the gallery cannot be written ({Sentence(e)}); free some space, grant permission or choose another folder. What was there is unchanged.", path, e);
        }
    }

    /// <exception cref="FaceGalleryException">There is no such file, or it is not a whole gallery.</exception>
    public static FaceGallery Read(string path)
    {
        try
        {
            using FileStream file = SharedAccess.OpenRead(path);
            return new GalleryFormat(file, path).Read();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FaceGalleryException($"{path}: no such gallery; check the path, or enrol somebody first.", path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FaceGalleryException($"{path}: the gallery cannot be read ({Sentence(e)}); check its permissions.", path, e);
        }
    }

    /// <summary>Where the file itself lies: a link keeps pointing to it.</summary>
    private static string Target(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return full;
        }
    }

    /// <summary>For its user only, unless the file that it replaces says otherwise: whose faces are known is nobody else's business.</summary>
    private static FileStream Create(string temporary, string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (OperatingSystem.IsWindows()) return new FileStream(temporary, options);
        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(temporary, options);
        if (File.Exists(path)) File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(path));
        return file;
    }

    private static string Sentence(Exception e) => e.Message.ReplaceLineEndings(" ").TrimEnd('.');

    /// <summary>Vectors of faces that a process left behind which was killed while it wrote.</summary>
    private static void RemoveAbandoned(string folder, string prefix)
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        foreach (string file in Directory.EnumerateFiles(folder, prefix + "*" + TemporaryExtension))
        {
            if (now - File.GetLastWriteTimeUtc(file) > AbandonedAfter) TryDelete(file);
        }
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report.
        }
    }
}
