using System.Globalization;

namespace EdgeInfer.Providers;

/// <summary>
/// What the Linux control groups of this process (containers, systemd services) let it use. Both versions of the interface, since
/// machines with version 2 may still mount controllers of version 1. Reference: the kernel's admin-guide/cgroup-v1 and cgroup-v2.
/// </summary>
/// <param name="files">The machine's files.</param>
internal sealed class ControlGroups(ISystemFiles files)
{
    /// <summary>Processors' worth of time: the least that this group or one above it grants. Null where none sets a quota.</summary>
    public double? ProcessorLimit()
    {
        double? least = null;
        foreach (string folder in FoldersOf("cpu"))
        {
            double? limit = files.ReadText($"{folder}/cpu.max") is { } max
                ? Quota(max.Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                : Quota([files.ReadText($"{folder}/cpu.cfs_quota_us") ?? "", files.ReadText($"{folder}/cpu.cfs_period_us") ?? ""]);
            if (limit < (least ?? double.MaxValue)) least = limit;
        }

        return least;
    }

    /// <summary>Bytes: the least that this group or one above it grants, and what is left of that. Null where none sets a limit.</summary>
    public (long Limit, long Available)? MemoryLimit()
    {
        (long Limit, long Available)? least = null;
        foreach (string folder in FoldersOf("memory"))
        {
            long? limit = Number(files.ReadText($"{folder}/memory.max") ?? files.ReadText($"{folder}/memory.limit_in_bytes"));
            // Version 1 says "none" with the greatest multiple of a page.
            if (limit is null or > long.MaxValue / 2) continue;
            long used = Number(files.ReadText($"{folder}/memory.current") ?? files.ReadText($"{folder}/memory.usage_in_bytes")) ?? 0;
            // Pages of files that the kernel drops before it refuses memory.
            long reclaimable = Reclaimable(files.ReadText($"{folder}/memory.stat"));
            long available = Math.Clamp(limit.Value - used + reclaimable, 0, limit.Value);
            if (least is not { } l) least = (limit.Value, available);
            else least = (Math.Min(l.Limit, limit.Value), Math.Min(l.Available, available));
        }

        return least;
    }

    private static double? Quota(string[] quotaAndPeriod) =>
        quotaAndPeriod.Length == 2 && Number(quotaAndPeriod[0]) is { } quota and > 0 && Number(quotaAndPeriod[1]) is { } period and > 0 ? (double)quota / period : null;

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static long Reclaimable(string? stat)
    {
        foreach (ReadOnlySpan<char> line in (stat ?? "").AsSpan().EnumerateLines())
        {
            foreach (string key in (ReadOnlySpan<string>)["inactive_file ", "total_inactive_file "])
            {
                if (line.StartsWith(key, StringComparison.Ordinal) && long.TryParse(line[key.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)) return bytes;
            }
        }

        return 0;
    }

    /// <summary>Folders of this process's groups with a controller, from the group itself up to the root of the mount; of both versions.</summary>
    private IEnumerable<string> FoldersOf(string controller)
    {
        string groups = files.ReadText("/proc/self/cgroup") ?? "";
        foreach (string line in (files.ReadText("/proc/self/mountinfo") ?? "").Split('\n'))
        {
            // 31 23 0:24 /root /mount/point options ... - type source options
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int dash = Array.IndexOf(fields, "-");
            if (dash < 6 || fields.Length < dash + 4) continue;
            bool second = fields[dash + 1] == "cgroup2";
            if (!second && (fields[dash + 1] != "cgroup" || !fields[dash + 3].Split(',').Contains(controller))) continue;
            if (GroupOf(groups, second ? null : controller) is not { } group) continue;

            string root = fields[3].TrimEnd('/'), mount = Unescape(fields[4]).TrimEnd('/');
            // Seen from inside a container the mount's root is the container's own group, and the path may or may not begin with it.
            string below = (group.StartsWith(root, StringComparison.Ordinal) ? group[root.Length..] : group).Trim('/');
            for (; below.Length > 0; below = below.Contains('/', StringComparison.Ordinal) ? below[..below.LastIndexOf('/')] : "")
            {
                if (!below.Split('/').Contains("..")) yield return $"{mount}/{below}";
            }

            yield return mount;
        }
    }

    /// <summary>Path of the process's group: <c>0::/path</c> of version 2, <c>4:cpu,cpuacct:/path</c> of version 1.</summary>
    private static string? GroupOf(string groups, string? controller)
    {
        foreach (string line in groups.Split('\n'))
        {
            string[] fields = line.TrimEnd().Split(':', 3);
            if (fields.Length == 3 && (controller is null ? fields[0] == "0" && fields[1].Length == 0 : fields[1].Split(',').Contains(controller))) return fields[2];
        }

        return null;
    }

    private static string Unescape(string path) => path.Replace("\\040", " ", StringComparison.Ordinal);
}
