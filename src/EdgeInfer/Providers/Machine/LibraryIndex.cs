using System.IO.Enumeration;

namespace EdgeInfer.Providers;

/// <summary>The shared libraries in some folders. A folder is listed again only after something in it was added or taken away.</summary>
/// <param name="folders">Where to look.</param>
internal sealed class LibraryIndex(LibraryFolders folders)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTime Changed, string[] Libraries)> _listings = [];
    private string[]? _searched;

    public LibraryFolders Folders { get; } = folders;

    /// <returns>Full paths of those whose names begin so, in the folders' order; thread-safe.</returns>
    public IReadOnlyList<string> Find(string prefix)
    {
        var found = new List<string>();
        lock (_gate)
        {
            // Found out once: whoever installs a toolkit while a process runs reads of it after a restart.
            _searched ??= [.. Folders.OfLoader.Concat(Folders.OfVendors()).Distinct()];
            foreach (string folder in _searched)
            {
                foreach (string path in List(folder))
                {
                    if (Path.GetFileName(path.AsSpan()).StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) found.Add(path);
                }
            }
        }

        return found;
    }

    private string[] List(string folder)
    {
        try
        {
            // Of a folder that is not there, a date long past.
            DateTime changed = Directory.GetLastWriteTimeUtc(folder);
            if (_listings.TryGetValue(folder, out (DateTime Changed, string[] Libraries) known) && known.Changed == changed) return known.Libraries;
            string[] libraries = Directory.Exists(folder) ? [.. LibrariesIn(folder)] : [];
            _listings[folder] = (changed, libraries);
            return libraries;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    // A system's folder has thousands of entries: by name alone, since telling files from folders asks the disk about every link.
    private static FileSystemEnumerable<string> LibrariesIn(string folder) =>
        new(folder, static (ref FileSystemEntry entry) => entry.ToFullPath(), new EnumerationOptions { AttributesToSkip = 0 })
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) =>
                entry.FileName.Contains(".so", StringComparison.Ordinal) || entry.FileName.EndsWith(".dll", StringComparison.OrdinalIgnoreCase),
        };
}
