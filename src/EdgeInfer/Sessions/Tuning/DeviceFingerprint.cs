using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>
/// What of this machine decides which way of running a model is fastest: processor and its share, GPUs and drivers. Read
/// from files only: it is asked for whenever a tuned model is loaded.
/// </summary>
internal static class DeviceFingerprint
{
    private static readonly Lazy<string> ThisMachine = new(static () => Describe(SystemProbe.Instance));

    public static string Current => ThisMachine.Value;

    private static string Describe(SystemProbe system)
    {
        List<string> parts = [$"{system.Os} {system.Architecture}", $"{system.Processor}"];
        if (system.Os is TargetOs.Linux or TargetOs.Android)
        {
            foreach (string device in FindFolders("/sys/class/drm", "renderD*"))
                parts.Add($"gpu {FirstLine($"{device}/device/vendor")}:{FirstLine($"{device}/device/device")}");
            foreach (string driver in (ReadOnlySpan<string>)["/sys/module/nvidia/version", "/sys/module/amdgpu/version", "/etc/nv_tegra_release"])
            {
                if (FirstLine(driver) is { Length: > 0 } version) parts.Add($"{driver} {version}");
            }
        }
        else
        {
            // There drivers come with the system's updates.
            parts.Add(Environment.OSVersion.VersionString);
        }

        foreach (string variable in (ReadOnlySpan<string>)["VK_DRIVER_FILES", "VK_ICD_FILENAMES", "CUDA_VISIBLE_DEVICES"])
        {
            if (system.GetEnvironmentVariable(variable) is { Length: > 0 } value) parts.Add($"{variable}={value}");
        }

        return string.Join("; ", parts);
    }

    private static string FirstLine(string path) => Lines(path).FirstOrDefault("").Trim();

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string[] FindFolders(string folder, string pattern)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder, pattern) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
