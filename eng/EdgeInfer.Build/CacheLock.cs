using System.Diagnostics;

namespace EdgeInfer.Build;

/// <summary>Lets one process at a time fill the cache; the others wait and then find the work done.</summary>
internal sealed class CacheLock : IDisposable
{
    private readonly FileStream _file;

    private CacheLock(FileStream file) => _file = file;

    public static async Task<CacheLock> AcquireAsync(CacheFolder cache, Progress progress, CancellationToken cancel)
    {
        cache.Create();
        string path = Path.Combine(cache.Root, "lock");
        var waited = Stopwatch.StartNew();
        bool told = false;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                // The operating system drops the lock when its process ends, however it ends, so the file
                // may stay behind.
                return new CacheLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
            {
                if (!told && waited.Elapsed > TimeSpan.FromSeconds(2))
                {
                    told = true;
                    progress.Note($"waiting for another build to finish with {cache.Root}");
                }

                if (waited.Elapsed > TimeSpan.FromMinutes(30))
                {
                    throw new BuildError($"{path} has been held by another process for 30 minutes. End that process, then try again.", e);
                }

                await Task.Delay(200, cancel);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
