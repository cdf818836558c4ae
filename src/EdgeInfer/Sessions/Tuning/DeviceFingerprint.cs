using System.Globalization;
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

    /// <summary>Physical cores that this process may use, as far as the system tells.</summary>
    public static int PhysicalCores { get; } = CountCores();

    private static string Describe(SystemProbe system)
    {
        List<string> parts = [$"{system.Os} {system.Architecture}", ProcessorName(system), $"{Environment.ProcessorCount} of {PhysicalCores} cores"];
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

    private static string ProcessorName(SystemProbe system)
    {
        if (system.Os is not (TargetOs.Linux or TargetOs.Android)) return system.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "processor";
        var facts = new List<string>();
        foreach (string line in Lines("/proc/cpuinfo"))
        {
            int colon = line.IndexOf(':');
            if (colon < 0) continue;
            // Arm processors have numbers instead of a name; cores of two kinds have two of them.
            if (line.AsSpan(0, colon).Trim() is not ("model name" or "CPU implementer" or "CPU part")) continue;
            string value = line[(colon + 1)..].Trim();
            if (!facts.Contains(value)) facts.Add(value);
        }

        return string.Join(' ', facts);
    }

    private static int CountCores()
    {
        var cores = new HashSet<string>();
        foreach (string folder in FindFolders("/sys/devices/system/cpu", "cpu*"))
        {
            if (int.TryParse(Path.GetFileName(folder).AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out _)
                && FirstLine($"{folder}/topology/thread_siblings_list") is { Length: > 0 } siblings) cores.Add(siblings);
        }

        return cores.Count == 0 ? Environment.ProcessorCount : Math.Min(cores.Count, Environment.ProcessorCount);
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
