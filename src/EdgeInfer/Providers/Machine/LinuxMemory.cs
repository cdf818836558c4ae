using System.Globalization;

namespace EdgeInfer.Providers;

/// <summary>Reads the memory of a Linux or Android machine.</summary>
internal static class LinuxMemory
{
    public static MemoryInfo Read(ISystemFiles files)
    {
        long total = 0, available = 0;
        foreach (string line in (files.ReadText("/proc/meminfo") ?? "").Split('\n'))
        {
            if (line.StartsWith("MemTotal:", StringComparison.Ordinal)) total = Bytes(line);
            else if (line.StartsWith("MemAvailable:", StringComparison.Ordinal)) available = Bytes(line);
        }

        if (new ControlGroups(files).MemoryLimit() is not var (limit, left) || (total > 0 && limit >= total)) return new MemoryInfo(total, available);
        return new MemoryInfo(total, Math.Min(available, left), limit);
    }

    // "MemTotal:       16384000 kB", of 1024 bytes each.
    private static long Bytes(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var number, ..]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes) ? kilobytes * 1024 : 0;
}
