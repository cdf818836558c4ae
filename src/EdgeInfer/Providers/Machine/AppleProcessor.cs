namespace EdgeInfer.Providers;

/// <summary>Reads the processor of a Mac, iPhone or iPad.</summary>
internal static class AppleProcessor
{
    private static readonly (string Key, string Name)[] OnArm =
    [
        ("hw.optional.neon", "neon"), ("hw.optional.arm.FEAT_FP16", "fp16"), ("hw.optional.arm.FEAT_DotProd", "dotprod"),
        ("hw.optional.arm.FEAT_I8MM", "i8mm"), ("hw.optional.arm.FEAT_BF16", "bf16"), ("hw.optional.arm.FEAT_SME", "sme"),
    ];

    private static readonly (string Key, string Name)[] OnX86 =
    [
        ("hw.optional.sse4_2", "sse4.2"), ("hw.optional.avx1_0", "avx"), ("hw.optional.fma", "fma"), ("hw.optional.f16c", "f16c"),
        ("hw.optional.avx2_0", "avx2"), ("hw.optional.avx512f", "avx512"), ("hw.optional.avx512vnni", "avx512_vnni"),
    ];

    /// <param name="number">The system's answer to a name (sysctlbyname), null where it does not know it.</param>
    /// <param name="text">The same, of a text.</param>
    public static ProcessorInfo Read(Func<string, long?> number, Func<string, string?> text)
    {
        int logical = Count("hw.logicalcpu") ?? Environment.ProcessorCount, physical = Count("hw.physicalcpu") ?? logical;
        var kinds = new List<CoreKind>();
        // Level 0 is the fastest.
        for (int level = 0; level < (Count("hw.nperflevels") ?? 0); level++)
        {
            if (Count($"hw.perflevel{level}.physicalcpu") is not { } cores) continue;
            string name = text($"hw.perflevel{level}.name")?.ToLowerInvariant() ?? (level == 0 ? "performance" : "efficiency");
            kinds.Add(new CoreKind(name, cores, IsPerformance: level == 0));
        }

        if (kinds.Sum(static k => k.Cores) != physical) kinds = [new CoreKind("core", physical, IsPerformance: true)];
        bool arm = number("hw.optional.arm64") is > 0;
        return new ProcessorInfo
        {
            Name = text("machdep.cpu.brand_string") ?? text("hw.machine") ?? "unknown",
            Features = [.. (arm ? OnArm : OnX86).Where(f => number(f.Key) is > 0).Select(static f => f.Name)],
            LogicalProcessors = logical,
            PhysicalCores = physical,
            PerformanceCores = kinds[0].Cores,
            CoreKinds = kinds,
            UsableCores = kinds[0].Cores,
        };

        int? Count(string name) => number(name) is >= 1 and <= 4096 and var count ? (int)count : null;
    }
}
