using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>Windows' and Apple's answers, as bytes and numbers.</summary>
public sealed class WindowsProcessorTests
{
    [Fact]
    public void Cores_have_efficiency_classes()
    {
        // A 155H: 6 cores of class 2 with two threads, 8 of class 1, 2 of class 0.
        byte[] records = [.. Cores(6, 2, 2, 0), .. Cores(8, 1, 1, 12), .. Cores(2, 0, 1, 20)];
        ProcessorInfo processor = WindowsProcessor.Of(records, 0, null, "Core Ultra", ["avx2"]);
        Assert.Equal((22, 16, 6, 6), (processor.LogicalProcessors, processor.PhysicalCores, processor.PerformanceCores, processor.UsableCores));
        Assert.Equal([new("performance", 6, true), new("efficiency", 8, false), new("low power", 2, false)], processor.CoreKinds);
        Assert.Null(processor.Limit);
    }

    [Fact]
    public void Affinity_and_a_job_limit_it()
    {
        byte[] records = [.. Cores(6, 2, 2, 0), .. Cores(8, 1, 1, 12)];
        ProcessorInfo bound = WindowsProcessor.Of(records, 0xf, null, "Core Ultra", []);
        Assert.Equal((4.0, 2), (bound.Limit, bound.UsableCores));
        ProcessorInfo job = WindowsProcessor.Of(records, 0, 1.5, "Core Ultra", []);
        Assert.Equal((1.5, 2), (job.Limit, job.UsableCores));
        ProcessorInfo slow = WindowsProcessor.Of(records, 0x7000, null, "Core Ultra", []);
        Assert.Equal((3.0, 3), (slow.Limit, slow.UsableCores));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(40)]
    public void Truncated_records_are_not_read_beyond_their_end(int length)
    {
        byte[] records = [.. Cores(1, 0, 2, 0)];
        records[4] = 200;
        ProcessorInfo processor = WindowsProcessor.Of(records.AsSpan(0, length), 0, null, "x", []);
        Assert.Equal(Environment.ProcessorCount, processor.LogicalProcessors);
    }

    [Fact]
    public void Instruction_sets_count_where_the_system_saves_their_registers()
    {
        const ulong avx = 7, avx512 = avx | 0xe0, amx = avx512 | 0x60000;
        Assert.Equal("sse4.2 avx fma f16c avx2 avx_vnni avx512 avx512_vnni avx512_bf16 avx512_fp16 amx_int8 amx_bf16", Features(amx));
        Assert.Equal("sse4.2 avx fma f16c avx2 avx_vnni avx512 avx512_vnni avx512_bf16 avx512_fp16", Features(avx512));
        Assert.Equal("sse4.2 avx fma f16c avx2 avx_vnni", Features(avx));
        Assert.Equal("sse4.2", Features(3));
        Assert.Empty(WindowsProcessorFeatures.OfX86(0, 0, 0, 0, 0, amx));

        static string Features(ulong state) => string.Join(' ', WindowsProcessorFeatures.OfX86(-1, -1, -1, -1, -1, state));
    }

    [Fact]
    public void An_Apple_chip_has_performance_levels()
    {
        var numbers = new Dictionary<string, long>
        {
            ["hw.logicalcpu"] = 10,
            ["hw.physicalcpu"] = 10,
            ["hw.nperflevels"] = 2,
            ["hw.perflevel0.physicalcpu"] = 4,
            ["hw.perflevel1.physicalcpu"] = 6,
            ["hw.optional.arm64"] = 1,
            ["hw.optional.neon"] = 1,
            ["hw.optional.arm.FEAT_FP16"] = 1,
            ["hw.optional.arm.FEAT_DotProd"] = 1,
            ["hw.optional.arm.FEAT_SME"] = 1,
        };
        var texts = new Dictionary<string, string> { ["machdep.cpu.brand_string"] = "Apple M4", ["hw.perflevel0.name"] = "Performance", ["hw.perflevel1.name"] = "Efficiency" };
        ProcessorInfo processor = AppleProcessor.Read(n => numbers.TryGetValue(n, out long v) ? v : null, texts.GetValueOrDefault);
        Assert.Equal("Apple M4, 10 cores (4 fast)", processor.ToString());
        Assert.Equal(["neon", "fp16", "dotprod", "sme"], processor.Features);
        Assert.Equal([new("performance", 4, true), new("efficiency", 6, false)], processor.CoreKinds);
        Assert.Equal(4, processor.UsableCores);
    }

    [Fact]
    public void An_Intel_Mac_has_cores_of_one_kind()
    {
        var numbers = new Dictionary<string, long> { ["hw.logicalcpu"] = 12, ["hw.physicalcpu"] = 6, ["hw.optional.avx2_0"] = 1 };
        ProcessorInfo processor = AppleProcessor.Read(n => numbers.TryGetValue(n, out long v) ? v : null, static _ => null);
        Assert.Equal("unknown, 6 cores, 12 threads", processor.ToString());
        Assert.Equal(["avx2"], processor.Features);
        Assert.Equal([new("core", 6, true)], processor.CoreKinds);
    }

    [Fact]
    public void Windows_describes_the_machine_it_runs_on()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "asks Windows.");
        if (!OperatingSystem.IsWindows()) return;
        ProcessorInfo processor = WindowsProcessor.Read();
        Assert.NotEqual("unknown", processor.Name);
        Assert.Equal(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "neon" : "sse4.2", processor.Features[0]);
    }

    /// <summary>Records of RelationProcessorCore: cores of a class with so many threads, from a processor on.</summary>
    private static IEnumerable<byte> Cores(int count, byte efficiencyClass, int threads, int first)
    {
        for (int i = 0; i < count; i++)
        {
            byte[] record = new byte[48];
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(4), record.Length);
            record[8] = (byte)(threads > 1 ? 1 : 0);
            record[9] = efficiencyClass;
            record[30] = 1;
            BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(32), (1UL << threads) - 1 << (first + i * threads));
            foreach (byte b in record) yield return b;
        }
    }
}
