using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Runtime.Versioning;

namespace EdgeInfer.Providers;

/// <summary>Instruction sets as Windows lets programs use them: on x64 from CPUID, on Arm64 from the system, which alone may ask there.</summary>
internal static partial class WindowsProcessorFeatures
{
    // Bits of the extended state that the system saves: vectors of 256 and 512 bits, and AMX tiles.
    private const ulong AvxState = 1 << 2, Avx512State = 7 << 5, AmxState = 3 << 17;

    /// <summary>PF_ARM_… of winnt.h, and the name here.</summary>
    private static readonly (uint Feature, string Name)[] OnArm =
        [(19, "neon"), (67, "fp16"), (43, "dotprod"), (66, "i8mm"), (68, "bf16"), (46, "sve"), (47, "sve2"), (70, "sme")];

    [SupportedOSPlatform("windows")]
    public static IReadOnlyList<string> Read()
    {
        if (RuntimeInformation.ProcessArchitecture == Architecture.Arm64) return [.. OnArm.Where(static f => IsProcessorFeaturePresent(f.Feature) != 0).Select(static f => f.Name)];
        if (!X86Base.IsSupported) return [];
        (int most, _, _, _) = X86Base.CpuId(0, 0);
        (_, _, int ecx1, _) = X86Base.CpuId(1, 0);
        (_, int ebx7, int ecx7, int edx7) = most >= 7 ? X86Base.CpuId(7, 0) : default;
        (int eax71, _, _, _) = most >= 7 ? X86Base.CpuId(7, 1) : default;
        return OfX86(ecx1, ebx7, ecx7, edx7, eax71, GetEnabledXStateFeatures());
    }

    /// <summary>From CPUID's leaf 1 (ECX), leaf 7 (EBX, ECX, EDX), leaf 7.1 (EAX) and the state that the system saves.</summary>
    internal static IReadOnlyList<string> OfX86(int ecx1, int ebx7, int ecx7, int edx7, int eax71, ulong state)
    {
        var flags = new HashSet<string>();
        bool avx = (state & AvxState) == AvxState, avx512 = (state & Avx512State) == Avx512State, amx = (state & AmxState) == AmxState;
        Add(true, ecx1, 20, "sse4_2");
        Add(avx, ecx1, 28, "avx");
        Add(avx, ecx1, 12, "fma");
        Add(avx, ecx1, 29, "f16c");
        Add(avx, ebx7, 5, "avx2");
        Add(avx, eax71, 4, "avx_vnni");
        Add(avx512, ebx7, 16, "avx512f");
        Add(avx512, ebx7, 17, "avx512dq");
        Add(avx512, ebx7, 28, "avx512cd");
        Add(avx512, ebx7, 30, "avx512bw");
        Add(avx512, ebx7, 31, "avx512vl");
        Add(avx512, ecx7, 11, "avx512_vnni");
        Add(avx512, eax71, 5, "avx512_bf16");
        Add(avx512, edx7, 23, "avx512_fp16");
        Add(amx, edx7, 24, "amx_tile");
        Add(amx, edx7, 25, "amx_int8");
        Add(amx, edx7, 22, "amx_bf16");
        return ProcessorFeatures.OfLinux(flags);

        void Add(bool saved, int register, int bit, string flag)
        {
            if (saved && (register >> bit & 1) != 0) flags.Add(flag);
        }
    }

    [LibraryImport("kernel32")]
    private static partial int IsProcessorFeaturePresent(uint feature);

    [LibraryImport("kernel32")]
    private static partial ulong GetEnabledXStateFeatures();
}
