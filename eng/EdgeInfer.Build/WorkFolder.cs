namespace EdgeInfer.Build;

/// <summary>
/// A temporary folder. Made on the volume of the files' final place, what is in it can be moved there in one
/// step, so an interrupted run never leaves half a file under a final name.
/// </summary>
internal sealed class WorkFolder : IDisposable
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    private WorkFolder(string path) => FullPath = path;

    public string FullPath { get; }

    public static WorkFolder Create(string parent)
    {
        Directory.CreateDirectory(parent);
        RemoveAbandoned(parent);
        string path = Path.Combine(parent, Guid.NewGuid().ToString("N")[..12]);
        Directory.CreateDirectory(path);
        return new WorkFolder(path);
    }

    public string Combine(params ReadOnlySpan<string> parts) => Path.Combine([FullPath, .. parts]);

    public void Dispose() => TryDelete(FullPath);

    /// <summary>A run that was killed could not clean up after itself; a later one does.</summary>
    private static void RemoveAbandoned(string parent)
    {
        foreach (string folder in Directory.EnumerateDirectories(parent))
        {
            if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > Abandoned)
            {
                TryDelete(folder);
            }
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Held open by another process (a virus scanner, say): RemoveAbandoned gets it another day.
        }
    }
}
