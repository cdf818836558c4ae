namespace EdgeInfer.Providers;

/// <summary>The names of instruction sets in <see cref="ProcessorInfo.Features"/>, and what they are called elsewhere.</summary>
internal static class ProcessorFeatures
{
    // ONNX Runtime and the kernels here use AVX-512 only where these five are together.
    private static readonly string[] Avx512 = ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"];

    /// <summary>Name here, and the Linux kernel's name of what it takes.</summary>
    private static readonly (string Name, string[] Flags)[] OnX86 =
    [
        ("sse4.2", ["sse4_2"]), ("avx", ["avx"]), ("fma", ["fma"]), ("f16c", ["f16c"]), ("avx2", ["avx2"]), ("avx_vnni", ["avx_vnni"]),
        ("avx512", Avx512), ("avx512_vnni", ["avx512_vnni"]), ("avx512_bf16", ["avx512_bf16"]), ("avx512_fp16", ["avx512_fp16"]),
        ("amx_int8", ["amx_tile", "amx_int8"]), ("amx_bf16", ["amx_tile", "amx_bf16"]),
    ];

    private static readonly (string Name, string[] Flags)[] OnArm =
    [
        ("neon", ["asimd"]), ("fp16", ["asimdhp"]), ("dotprod", ["asimddp"]), ("i8mm", ["i8mm"]), ("bf16", ["bf16"]),
        ("sve", ["sve"]), ("sve2", ["sve2"]), ("sme", ["sme"]),
    ];

    /// <summary>From the flags that the Linux kernel lists. A 32-bit Arm kernel calls the first of them neon.</summary>
    public static IReadOnlyList<string> OfLinux(HashSet<string> flags)
    {
        bool arm = flags.Contains("asimd") || flags.Contains("neon");
        if (flags.Contains("neon")) flags = [.. flags, "asimd"];
        return [.. (arm ? OnArm : OnX86).Where(f => Array.TrueForAll(f.Flags, flags.Contains)).Select(static f => f.Name)];
    }
}
