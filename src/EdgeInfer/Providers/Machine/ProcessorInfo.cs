using System.Globalization;

namespace EdgeInfer.Providers;

/// <summary>The processor of a machine, and how much of it this process may use.</summary>
/// <remarks>Immutable and thread-safe. Counts are those of processors that are switched on.</remarks>
public sealed record ProcessorInfo
{
    /// <summary>As its maker calls it, such as <c>AMD EPYC 9254 24-Core Processor</c> or <c>Cortex-A76</c>; <c>unknown</c> where nothing says it.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Instruction sets that speed up inference, as the operating system lets programs use them: of <c>sse4.2</c>, <c>avx</c>, <c>fma</c>,
    /// <c>f16c</c>, <c>avx2</c>, <c>avx_vnni</c>, <c>avx512</c> (F, BW, CD, DQ and VL), <c>avx512_vnni</c>, <c>avx512_bf16</c>, <c>avx512_fp16</c>,
    /// <c>amx_int8</c>, <c>amx_bf16</c>, and <c>neon</c>, <c>fp16</c>, <c>dotprod</c>, <c>i8mm</c>, <c>bf16</c>, <c>sve</c>, <c>sve2</c>, <c>sme</c>.
    /// </summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Threads that run at once, two a core with simultaneous multithreading; at least 1.</summary>
    public required int LogicalProcessors { get; init; }

    /// <summary>Cores; at least 1.</summary>
    public required int PhysicalCores { get; init; }

    /// <summary>Cores of the fast kinds, where there are several kinds; else all. At least 1.</summary>
    public required int PerformanceCores { get; init; }

    /// <summary>The kinds of cores, fastest first; one where all are alike.</summary>
    public IReadOnlyList<CoreKind> CoreKinds { get; init; } = [];

    /// <summary>
    /// Processors' worth of time that this process may use, such as 1.5: the least of a container's quota (cgroup, job object) and of the processors
    /// it is bound to (affinity mask, cpuset). Null where nothing limits it.
    /// </summary>
    public double? Limit { get; init; }

    /// <summary>
    /// Performance cores that this process may run on (all its cores, where none of them is fast), and not more than <see cref="Limit"/> rounded up:
    /// more computing threads than these wait for each other. At least 1.
    /// </summary>
    public required int UsableCores { get; init; }

    /// <summary>Of a system that cannot be asked: as many cores as .NET counts processors.</summary>
    internal static ProcessorInfo Unknown { get; } = new()
    {
        Name = "unknown",
        LogicalProcessors = Environment.ProcessorCount,
        PhysicalCores = Environment.ProcessorCount,
        PerformanceCores = Environment.ProcessorCount,
        UsableCores = Environment.ProcessorCount,
    };

    /// <summary>As reports print it: <c>Intel Core i7-1365U, 10 cores (2 fast), 12 threads, limited to 1.5</c>.</summary>
    public override string ToString()
    {
        string cores = PhysicalCores == 1 ? "1 core" : $"{PhysicalCores} cores";
        if (PerformanceCores < PhysicalCores) cores += $" ({PerformanceCores} fast)";
        if (LogicalProcessors != PhysicalCores) cores += $", {LogicalProcessors} threads";
        return Limit is { } limit ? string.Create(CultureInfo.InvariantCulture, $"{Name}, {cores}, limited to {limit:0.##}") : $"{Name}, {cores}";
    }
}
