using System.Text.Json;
using EdgeInfer.Files;
using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>Remembers winners, a file each.</summary>
/// <remarks>
/// Any number of processes may read and write at once, and be killed while they do: a file is written under another name,
/// flushed to the disk and then renamed, which is done at once or not at all. What cannot be read is as good as not there.
/// </remarks>
internal sealed class TuneCache(string folder)
{
    public const string FolderVariable = "EDGEINFER_TUNE_CACHE";

    private const int MaxBytes = 1 << 20;
    private const string TemporaryExtension = ".tmp";

    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    public string Folder => folder;

    /// <returns>Null where the system names no folder for such files.</returns>
    public static TuneCache? For(TuneOptions? options) => (options?.CacheFolder ?? DefaultFolder(SystemProbe.Instance)) is { } folder ? new TuneCache(folder) : null;

    public static string? DefaultFolder(ISystemProbe system)
    {
        if (system.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named) return named;
        return ProviderCache.RootOn(system.Os, system.GetEnvironmentVariable, system.GetEnvironmentVariable("HOME") ?? "") is { } root ? Path.Combine(root, "tune") : null;
    }

    /// <summary>Whether there may be a winner for a model of this size; looks at names only.</summary>
    public bool MayKnow(long modelBytes) => SystemProbe.Instance.FindFiles(folder, TuneKey.Prefix(modelBytes) + "*.json").Count > 0;

    /// <param name="key">What is asked for.</param>
    /// <param name="ignored">Why a file that is there is not taken; null where none is, or it is taken.</param>
    public TuneResult? Find(TuneKey key, out string? ignored)
    {
        ignored = null;
        string path = Path.Combine(folder, key.FileName);
        try
        {
            using FileStream file = SharedAccess.OpenRead(path);
            if (file.Length > MaxBytes)
            {
                ignored = $"{path}: ignored, larger than any result";
                return null;
            }

            byte[] bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            if (JsonSerializer.Deserialize(bytes, TuneJson.Default.TuneRecord)?.ToResult(key, path) is { } result) return result;
            ignored = $"{path}: ignored, not a result of this version for this model and machine";
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or NotSupportedException or ArgumentException)
        {
            ignored = $"{path}: ignored, it cannot be read ({e.Message.ReplaceLineEndings(" ")})";
        }

        return null;
    }

    /// <returns>The file, or null and why there is none.</returns>
    public string? Remember(TuneKey key, TuneResult result, out string? problem)
    {
        problem = null;
        string path = Path.Combine(folder, key.FileName), temporary = $"{path}.{Guid.NewGuid():N}{TemporaryExtension}";
        try
        {
            Directory.CreateDirectory(folder);
            RemoveAbandoned();
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(JsonSerializer.SerializeToUtf8Bytes(TuneRecord.Of(key, result), TuneJson.Default.TuneRecord));
                file.Flush(flushToDisk: true);
            }

            SharedAccess.Replace(temporary, path);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = $"{folder} cannot be written to ({e.Message.ReplaceLineEndings(" ")}); name another folder in TuneOptions.CacheFolder or {FolderVariable}";
            TryDelete(temporary);
            return null;
        }
    }

    /// <summary>What processes left behind that were killed while they wrote.</summary>
    private void RemoveAbandoned()
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        foreach (string file in SystemProbe.Instance.FindFiles(folder, "*" + TemporaryExtension))
        {
            try
            {
                if (now - File.GetLastWriteTimeUtc(file) > AbandonedAfter) File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another process removes it as well.
            }
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
            // It is found abandoned later.
        }
    }
}
