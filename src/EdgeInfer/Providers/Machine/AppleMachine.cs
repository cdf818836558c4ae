using System.Runtime.InteropServices;

namespace EdgeInfer.Providers;

/// <summary>Memory, graphics and neural processor of a Mac, iPhone or iPad.</summary>
internal static class AppleMachine
{
    /// <param name="number">The system's answer to a name (sysctlbyname), null where it does not know it.</param>
    public static MemoryInfo Memory(Func<string, long?> number)
    {
        long total = number("hw.memsize") ?? 0;
        // In percent; what the system's own memory_pressure prints.
        long? free = number("kern.memorystatus_level");
        return new MemoryInfo(total, free is >= 0 and <= 100 ? total / 100 * free.Value : 0);
    }

    /// <summary>Every Apple chip has one of its own, which shares the machine's memory; Intel Macs' are not looked for, since no provider uses them.</summary>
    public static IReadOnlyList<GpuInfo> Gpus(Architecture architecture, string chip) =>
        architecture == Architecture.Arm64 ? [new GpuInfo { Name = chip.StartsWith("Apple", StringComparison.Ordinal) ? $"{chip} GPU" : "Apple GPU", Vendor = "Apple" }] : [];

    /// <summary>All Apple chips of 64-bit Arm since the A11 have one.</summary>
    public static IReadOnlyList<NpuInfo> Npus(Architecture architecture) => architecture == Architecture.Arm64 ? [new NpuInfo("Apple Neural Engine")] : [];
}
