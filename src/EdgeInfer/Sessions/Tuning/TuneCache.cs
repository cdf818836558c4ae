using System.Text.Json;
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
    // A quarter of a second in all, each wait a millisecond longer than the one before.
    private const int Attempts = 22;
    private const string TemporaryExtension = ".tmp";

    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    public string Folder => folder;

    /// <returns>Null where the system names no folder for such files.</returns>
    public static TuneCache? For(TuneOptions? options) => (options?.CacheFolder ?? DefaultFolder(SystemProbe.Instance)) is { } folder ? new TuneCache(folder) : null;

    public static string? DefaultFolder(ISystemProbe system)
    {
        if (system.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named) return named;
        string? parent = system.Os switch
        {
            TargetOs.Windows => system.GetEnvironmentVariable("LOCALAPPDATA"),
            TargetOs.MacOs or TargetOs.Ios => Below("HOME", "Library/Caches"),
            // The specification: a relative path is invalid and ignored.
            _ when system.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg && xdg[0] == '/' => xdg,
            TargetOs.Linux => Below("HOME", ".cache"),
            // Applications there have folders of their own, which .NET knows.
            _ => Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
        };
        return string.IsNullOrEmpty(parent) ? null : Path.Combine(parent, "EdgeInfer", "tune");

        string? Below(string variable, string folder) => system.GetEnvironmentVariable(variable) is { Length: > 0 } home ? Path.Combine(home, folder) : null;
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
            using FileStream file = Open(path);
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

    private static FileStream Open(string path)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            }
            catch (Exception e) when (OperatingSystem.IsWindows() && attempt < Attempts && e is not (FileNotFoundException or DirectoryNotFoundException))
            {
                // Windows opens nothing in the moment in which it is replaced.
                Thread.Sleep(attempt);
            }
        }
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

            Replace(temporary, path);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = $"{folder} cannot be written to ({e.Message.ReplaceLineEndings(" ")}); name another folder in TuneOptions.CacheFolder or {FolderVariable}";
            TryDelete(temporary);
            return null;
        }
    }

    /// <summary>On Windows a file cannot be replaced in the very moment in which another process reads it.</summary>
    private static void Replace(string temporary, string path)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                File.Move(temporary, path, overwrite: true);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && attempt < Attempts)
            {
                Thread.Sleep(attempt);
            }
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
