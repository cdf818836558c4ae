using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace EdgeInfer.Providers;

/// <summary>Reads the processor of a Windows machine. Structures and numbers are those of the Windows SDK's winnt.h.</summary>
internal static unsafe partial class WindowsProcessor
{
    private const int RelationProcessorCore = 0;
    private const int JobObjectCpuRateControlInformation = 15;
    private const uint CpuRateEnable = 1, CpuRateHardCap = 4, CpuRateMinMax = 16;

    [SupportedOSPlatform("windows")]
    public static ProcessorInfo Read() => Of(Topology(), GroupAffinity(), JobLimit(Environment.ProcessorCount), WindowsRegistry.Text(WindowsRegistry.Processor, "ProcessorNameString") ?? "unknown", WindowsProcessorFeatures.Read());

    /// <summary>From what GetLogicalProcessorInformationEx writes.</summary>
    /// <param name="records">Its records; those of other relations are skipped.</param>
    /// <param name="affinity">The processors of the one group that this process is bound to; 0 where it is not, or has several groups.</param>
    /// <param name="quota">Processors' worth of time that a job object grants; null where none limits it.</param>
    /// <param name="name">The processor's name.</param>
    /// <param name="features">Its instruction sets.</param>
    internal static ProcessorInfo Of(ReadOnlySpan<byte> records, nuint affinity, double? quota, string name, IReadOnlyList<string> features)
    {
        var cores = new List<(byte EfficiencyClass, bool IsAllowed)>();
        int logical = 0, allowed = 0;
        while (records.Length >= 32)
        {
            int size = BinaryPrimitives.ReadInt32LittleEndian(records[4..]);
            if (size < 32 || size > records.Length) break;
            if (BinaryPrimitives.ReadInt32LittleEndian(records) == RelationProcessorCore)
            {
                int groups = BinaryPrimitives.ReadUInt16LittleEndian(records[30..]), threads = 0, allowedThreads = 0;
                for (int group = 0, at = 32; group < groups && at + 16 <= size; group++, at += 16)
                {
                    ulong mask = BinaryPrimitives.ReadUInt64LittleEndian(records[at..]);
                    threads += BitOperations.PopCount(mask);
                    allowedThreads += BitOperations.PopCount(affinity == 0 ? mask : mask & affinity);
                }

                cores.Add((records[9], allowedThreads > 0));
                logical += threads;
                allowed += allowedThreads;
            }

            records = records[size..];
        }

        if (logical == 0 || allowed == 0)
        {
            logical = allowed = Environment.ProcessorCount;
            cores = [.. Enumerable.Repeat(((byte)0, true), logical)];
        }

        // A higher class is a faster core.
        byte fastest = cores.Max(static c => c.EfficiencyClass);
        CoreKind[] kinds =
        [
            .. cores.GroupBy(static c => c.EfficiencyClass).OrderByDescending(static g => g.Key)
                .Select(g => new CoreKind(g.Key == fastest ? "performance" : g.Key == fastest - 1 ? "efficiency" : "low power", g.Count(), g.Key == fastest)),
        ];
        double limit = Math.Min(allowed, quota ?? double.MaxValue);
        return new ProcessorInfo
        {
            Name = name,
            Features = features,
            LogicalProcessors = logical,
            PhysicalCores = cores.Count,
            PerformanceCores = kinds[0].Cores,
            CoreKinds = kinds.Length == 1 ? [kinds[0] with { Name = "core" }] : kinds,
            Limit = limit < logical ? limit : null,
            UsableCores = LinuxProcessor.UsableCores(cores.Where(static c => c.IsAllowed).Select(c => c.EfficiencyClass == fastest), limit),
        };
    }

    [SupportedOSPlatform("windows")]
    private static byte[] Topology()
    {
        uint length = 0;
        // Asked without room it fails and says how much it wants.
        if (GetLogicalProcessorInformationEx(RelationProcessorCore, null, &length) != 0) return [];
        byte[] records = new byte[length];
        fixed (byte* pointer = records)
        {
            return length > 0 && GetLogicalProcessorInformationEx(RelationProcessorCore, pointer, &length) != 0 ? records[..(int)length] : [];
        }
    }

    // 0 for a process of several groups, says its documentation.
    [SupportedOSPlatform("windows")]
    private static nuint GroupAffinity()
    {
        nuint process, system;
        return GetProcessAffinityMask(GetCurrentProcess(), &process, &system) != 0 && process != system ? process : 0;
    }

    [SupportedOSPlatform("windows")]
    private static double? JobLimit(int processors)
    {
        (uint Flags, uint Rate) control = default;
        if (QueryInformationJobObject(0, JobObjectCpuRateControlInformation, &control, 8, null) == 0 || (control.Flags & CpuRateEnable) == 0) return null;
        // Hundredths of a percent of all processors; with a least and a most rate, the most is the upper half.
        uint rate = (control.Flags & CpuRateMinMax) != 0 ? control.Rate >> 16 : (control.Flags & CpuRateHardCap) != 0 ? control.Rate : 0;
        return rate == 0 ? null : rate / 10000.0 * processors;
    }

    [LibraryImport("kernel32")]
    private static partial int GetLogicalProcessorInformationEx(int relation, byte* records, uint* length);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();

    [LibraryImport("kernel32")]
    private static partial int GetProcessAffinityMask(nint process, nuint* processMask, nuint* systemMask);

    [LibraryImport("kernel32")]
    private static partial int QueryInformationJobObject(nint job, int kind, void* information, uint length, uint* returned);
}
