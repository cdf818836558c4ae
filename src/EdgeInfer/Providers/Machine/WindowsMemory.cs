using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace EdgeInfer.Providers;

/// <summary>Reads the memory of a Windows machine, and what a job object (a container) leaves of it.</summary>
internal static unsafe partial class WindowsMemory
{
    private const int ExtendedLimitInformation = 9;
    private const uint LimitProcessMemory = 0x100, LimitJobMemory = 0x200;

    [SupportedOSPlatform("windows")]
    public static MemoryInfo Read()
    {
        var status = new MemoryStatus { Length = (uint)sizeof(MemoryStatus) };
        if (GlobalMemoryStatusEx(&status) == 0) return new MemoryInfo(0, 0);
        long total = (long)status.TotalPhysical, available = (long)status.AvailablePhysical;
        ExtendedLimits limits = default;
        if (QueryInformationJobObject(0, ExtendedLimitInformation, &limits, (uint)sizeof(ExtendedLimits), null) == 0) return new MemoryInfo(total, available);
        long limit = long.MaxValue;
        if ((limits.Flags & LimitProcessMemory) != 0) limit = Math.Min(limit, (long)limits.ProcessMemoryLimit);
        if ((limits.Flags & LimitJobMemory) != 0) limit = Math.Min(limit, (long)limits.JobMemoryLimit);
        return limit < total ? new MemoryInfo(total, Math.Min(available, limit), limit) : new MemoryInfo(total, available);
    }

    [LibraryImport("kernel32")]
    private static partial int GlobalMemoryStatusEx(MemoryStatus* status);

    [LibraryImport("kernel32")]
    private static partial int QueryInformationJobObject(nint job, int kind, void* information, uint length, uint* returned);

    /// <summary>MEMORYSTATUSEX.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryStatus
    {
        public uint Length;
        public uint Load;
        public ulong TotalPhysical;
        public ulong AvailablePhysical;
        public ulong TotalPageFile;
        public ulong AvailablePageFile;
        public ulong TotalVirtual;
        public ulong AvailableVirtual;
        public ulong AvailableExtendedVirtual;
    }

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ExtendedLimits
    {
        public long ProcessTime;
        public long JobTime;
        public uint Flags;
        public nuint LeastWorkingSet;
        public nuint MostWorkingSet;
        public uint Processes;
        public nuint Affinity;
        public uint PriorityClass;
        public uint SchedulingClass;
        public fixed ulong IoCounters[6];
        public nuint ProcessMemoryLimit;
        public nuint JobMemoryLimit;
        public nuint PeakProcessMemory;
        public nuint PeakJobMemory;
    }
}
