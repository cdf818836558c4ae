using System.Diagnostics;
using System.Globalization;

namespace EdgeInfer.Sessions;

/// <summary>How busy other programs keep the processors, on Linux: what wins on a busy machine need not win on an idle one.</summary>
internal sealed class OtherWork
{
    // The kernel's unit for user space, on every architecture.
    private const double TicksPerSecond = 100;

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeSpan _own = Own();
    private readonly long _busy;

    private OtherWork(long busy) => _busy = busy;

    /// <returns>Null where the system does not tell.</returns>
    public static OtherWork? Start() => OperatingSystem.IsLinux() && BusyTicks(FirstLine()) is { } busy ? new OtherWork(busy) : null;

    /// <summary>Processors kept busy by others since the start, as a part of those there are: 0 to 1.</summary>
    public double Share()
    {
        if (BusyTicks(FirstLine()) is not { } busy) return 0;
        double elapsed = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        double others = ((busy - _busy) / TicksPerSecond) - (Own() - _own).TotalSeconds;
        return Math.Clamp(others / (elapsed * Environment.ProcessorCount), 0, 1);
    }

    /// <summary>Of <c>/proc/stat</c>'s first line: user, nice, system, interrupts, and what a host gave to other machines.</summary>
    internal static long? BusyTicks(string line)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 8 || fields[0] != "cpu") return null;
        long busy = 0;
        // Not the fourth and the fifth: idle, and waiting for disks.
        foreach (int field in (ReadOnlySpan<int>)[1, 2, 3, 6, 7, 8])
        {
            if (field >= fields.Length) break;
            if (!long.TryParse(fields[field], NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)) return null;
            busy += ticks;
        }

        return busy;
    }

    private static TimeSpan Own() => OperatingSystem.IsLinux() ? Environment.CpuUsage.TotalTime : TimeSpan.Zero;

    private static string FirstLine()
    {
        try
        {
            using StreamReader file = File.OpenText("/proc/stat");
            return file.ReadLine() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
