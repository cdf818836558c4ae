using System.Globalization;

namespace EdgeInfer.Providers;

/// <summary>Reads the processor of a Linux or Android machine from <c>/proc</c> and <c>/sys</c>.</summary>
internal static class LinuxProcessor
{
    private const string Root = "/sys/devices/system/cpu";

    // A core with less than this share of the fastest one's capacity, or clock, slows a parallel loop down more than it helps. Cortex-A55
    // beside A76 has 0.39 to 0.52, A78 beside X1 about 0.8; Zen 5c beside Zen 5 clocks at 0.65, Intel's favoured cores differ by 0.05.
    private const double LeastCapacity = 0.55, LeastClock = 0.8;

    public static ProcessorInfo Read(ISystemFiles files)
    {
        var info = new CpuInfoText(files.ReadText("/proc/cpuinfo"));
        SortedSet<int> online = CpuList.Parse(files.ReadText($"{Root}/online"));
        if (online.Count == 0) online = [.. info.Processors];
        if (online.Count == 0) online = [.. Enumerable.Range(0, Environment.ProcessorCount)];

        List<Core> cores = CoresOf(files, info, online);
        CoreKind[] kinds = KindsOf(files, cores);
        SortedSet<int> allowed = CpuList.Parse(StatusLine(files.ReadText("/proc/self/status"), "Cpus_allowed_list:"));
        allowed.IntersectWith(online);
        if (allowed.Count == 0) allowed = online;
        double limit = Math.Min(allowed.Count, new ControlGroups(files).ProcessorLimit() ?? double.MaxValue);
        return new ProcessorInfo
        {
            Name = NameOf(info, kinds),
            Features = ProcessorFeatures.OfLinux(info.Flags()),
            LogicalProcessors = online.Count,
            PhysicalCores = cores.Count,
            PerformanceCores = kinds.Where(static k => k.IsPerformance).Sum(static k => k.Cores),
            CoreKinds = kinds,
            // A quota for more than there is limits nothing.
            Limit = limit < online.Count ? limit : null,
            UsableCores = UsableCores(cores.Where(c => c.Siblings.Overlaps(allowed)).Select(static c => c.IsFast), limit),
        };
    }

    /// <summary>How many of the cores that a process may run on, given as fast or not, and of its limit, are worth a thread each.</summary>
    internal static int UsableCores(IEnumerable<bool> allowedCores, double limit)
    {
        int fast = 0, slow = 0;
        foreach (bool isFast in allowedCores)
        {
            if (isFast) fast++;
            else slow++;
        }

        return Math.Max(1, Math.Min(fast > 0 ? fast : slow, (int)Math.Ceiling(limit)));
    }

    private static string? StatusLine(string? status, string key)
    {
        foreach (string line in (status ?? "").Split('\n'))
        {
            if (line.StartsWith(key, StringComparison.Ordinal)) return line[key.Length..].Trim();
        }

        return null;
    }

    private static List<Core> CoresOf(ISystemFiles files, CpuInfoText info, SortedSet<int> online)
    {
        var cores = new Dictionary<string, Core>();
        foreach (int processor in online)
        {
            string folder = $"{Root}/cpu{processor}";
            string siblings = files.ReadText($"{folder}/topology/core_cpus_list")?.Trim()
                ?? files.ReadText($"{folder}/topology/thread_siblings_list")?.Trim()
                ?? (info.Of(processor, "core id") is { } core ? $"{info.Of(processor, "physical id")}:{core}" : $"{processor}");
            if (cores.TryGetValue(siblings, out Core? known))
            {
                known.Siblings.Add(processor);
                continue;
            }

            cores.Add(siblings, new Core(
                [processor],
                Number(files.ReadText($"{folder}/cpu_capacity")),
                Number(files.ReadText($"{folder}/cpufreq/cpuinfo_max_freq")) / 1000,
                ArmCores.NameOf(info.Of(processor, "CPU implementer"), info.Of(processor, "CPU part"))));
        }

        return [.. cores.Values];
    }

    /// <summary>Groups the cores, and marks the fast ones.</summary>
    private static CoreKind[] KindsOf(ISystemFiles files, List<Core> cores)
    {
        // Intel's hybrid processors have a performance monitoring unit for each kind.
        SortedSet<int> big = CpuList.Parse(files.ReadText("/sys/devices/cpu_core/cpus")), little = CpuList.Parse(files.ReadText("/sys/devices/cpu_atom/cpus"));
        bool byUnit = cores.Exists(c => c.Siblings.Overlaps(big)) && cores.Exists(c => !c.Siblings.Overlaps(big));
        double mostCapacity = cores.Max(static c => c.Capacity ?? 0), mostClock = cores.Max(static c => c.Megahertz ?? 0);
        // Capacity holds both the design and the clock of a core; a clock alone tells cores of one design apart.
        bool byCapacity = cores.TrueForAll(static c => c.Capacity is not null) && cores.Exists(c => c.Capacity < mostCapacity);
        foreach (Core core in cores)
        {
            core.IsFast = byUnit ? core.Siblings.Overlaps(big)
                : byCapacity ? core.Capacity >= LeastCapacity * mostCapacity
                : core.Megahertz is not { } clock || clock >= LeastClock * mostClock;
            core.Name ??= core.IsFast ? "performance" : byUnit && !core.Siblings.Overlaps(little) ? "low power" : "efficiency";
        }

        CoreKind[] kinds =
        [
            .. cores.GroupBy(static c => (c.Name, c.IsFast))
                .OrderByDescending(static g => g.Key.IsFast).ThenByDescending(static g => g.Max(static c => c.Capacity))
                .ThenByDescending(static g => g.Max(static c => c.Megahertz)).ThenBy(static g => g.Key.Name, StringComparer.Ordinal)
                .Select(static g => new CoreKind(g.Key.Name!, g.Count(), g.Key.IsFast, g.Max(static c => c.Megahertz))),
        ];
        return kinds is [{ Name: "performance" } alike] ? [alike with { Name = "core" }] : kinds;
    }

    // x86 has a name of its own; Arm boards may have one of the chip ("Hardware"), else their cores' names tell most.
    private static string NameOf(CpuInfoText info, CoreKind[] kinds)
    {
        string? maker = info.First("model name") is { } model && !model.StartsWith("ARMv", StringComparison.Ordinal) ? model : info.First("Hardware");
        if (maker is not null) return maker;
        string[] names = [.. kinds.Select(static k => k.Name).Where(static n => n is not ("core" or "performance" or "efficiency")).Distinct()];
        return names.Length > 0 ? string.Join(" + ", names) : "unknown";
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null;

    private sealed class Core(SortedSet<int> siblings, int? capacity, int? megahertz, string? name)
    {
        public SortedSet<int> Siblings { get; } = siblings;

        public int? Capacity { get; } = capacity;

        public int? Megahertz { get; } = megahertz;

        public string? Name { get; set; } = name;

        public bool IsFast { get; set; }
    }
}
