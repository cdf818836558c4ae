using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>The processor as Linux, Windows and Apple's systems describe it.</summary>
public sealed class ProcessorTests
{
    /// <summary>Machine, name, logical processors, cores, fast cores, kinds.</summary>
    public static TheoryData<string, string, int, int, int, string> Processors => new()
    {
        { "raspberry-pi-5", "Cortex-A76", 4, 4, 4, "4 Cortex-A76" },
        { "rockchip-rk3588", "Cortex-A76 + Cortex-A55", 8, 8, 4, "4 Cortex-A76, 4 Cortex-A55 slow" },
        { "jetson-orin", "Cortex-A78AE", 12, 12, 12, "12 Cortex-A78AE" },
        { "android-phone", "Qualcomm Technologies, Inc SM8650", 8, 8, 6, "1 Cortex-X4, 5 Cortex-A720, 2 Cortex-A520 slow" },
        { "intel-core-ultra", "Intel(R) Core(TM) Ultra 7 155H", 22, 16, 6, "6 performance, 8 efficiency slow, 2 low power slow" },
        { "amd-ryzen-ai", "AMD Ryzen AI 9 HX 370 w/ Radeon 890M", 24, 12, 4, "4 performance, 8 efficiency slow" },
        { "xeon-server", "Intel(R) Xeon(R) Platinum 8480+", 16, 8, 8, "8 core" },
    };

    [Theory]
    [MemberData(nameof(Processors))]
    public void Cores_of_Linux_machines_are_told_apart(string machine, string name, int logical, int cores, int fast, string kinds)
    {
        ProcessorInfo processor = LinuxProcessor.Read(FakeFiles.Load(machine));
        Assert.Equal(name, processor.Name);
        Assert.Equal((logical, cores, fast), (processor.LogicalProcessors, processor.PhysicalCores, processor.PerformanceCores));
        Assert.Equal(kinds, Describe(processor));
        Assert.Null(processor.Limit);
        Assert.Equal(fast, processor.UsableCores);
    }

    [Theory]
    [InlineData("raspberry-pi-5", "neon fp16 dotprod")]
    [InlineData("android-phone", "neon fp16 dotprod i8mm bf16 sve sve2")]
    [InlineData("intel-core-ultra", "sse4.2 avx fma f16c avx2 avx_vnni")]
    [InlineData("amd-ryzen-ai", "sse4.2 avx fma f16c avx2 avx_vnni avx512 avx512_vnni avx512_bf16")]
    [InlineData("xeon-server", "sse4.2 avx fma f16c avx2 avx_vnni avx512 avx512_vnni avx512_bf16 avx512_fp16 amx_int8 amx_bf16")]
    public void Instruction_sets_have_one_name_each(string machine, string features) =>
        Assert.Equal(features, string.Join(' ', LinuxProcessor.Read(FakeFiles.Load(machine)).Features));

    [Fact]
    public void Only_what_every_core_has_is_a_feature()
    {
        FakeFiles files = FakeFiles.Load("raspberry-pi-5");
        string info = files.ReadText("/proc/cpuinfo")!;
        int last = info.LastIndexOf("asimddp", StringComparison.Ordinal);
        files.Set("/proc/cpuinfo", info.Remove(last, "asimddp".Length));
        Assert.Equal(["neon", "fp16"], LinuxProcessor.Read(files).Features);
    }

    [Theory]
    [InlineData("0-3", 4.0, 2)]
    [InlineData("0,2,4,6", 4.0, 4)]
    [InlineData("12-19", 8.0, 8)]
    [InlineData("20", 1.0, 1)]
    [InlineData("10-13", 4.0, 1)]
    [InlineData("0-21", null, 6)]
    [InlineData("", null, 6)]
    [InlineData("100-104", null, 6)]
    public void An_affinity_mask_limits_the_processors_and_picks_the_cores(string allowed, double? limit, int usable)
    {
        ProcessorInfo processor = LinuxProcessor.Read(FakeFiles.Load("intel-core-ultra").Set("/proc/self/status", $"Name:\tapp\nCpus_allowed_list:\t{allowed}\n"));
        Assert.Equal(limit, processor.Limit);
        Assert.Equal(usable, processor.UsableCores);
        Assert.Equal((22, 16, 6), (processor.LogicalProcessors, processor.PhysicalCores, processor.PerformanceCores));
    }

    [Fact]
    public void Processors_that_are_switched_off_do_not_count()
    {
        ProcessorInfo processor = LinuxProcessor.Read(FakeFiles.Load("jetson-orin").Set("/sys/devices/system/cpu/online", "0-3\n"));
        Assert.Equal((4, 4, 4), (processor.LogicalProcessors, processor.PhysicalCores, processor.PerformanceCores));
    }

    [Fact]
    public void Without_sysfs_the_processors_listed_count_by_their_cores()
    {
        var files = new FakeFiles().Set("/proc/cpuinfo", FakeFiles.Load("xeon-server").ReadText("/proc/cpuinfo")!);
        ProcessorInfo processor = LinuxProcessor.Read(files);
        Assert.Equal((16, 8, 8), (processor.LogicalProcessors, processor.PhysicalCores, processor.PerformanceCores));
    }

    [Fact]
    public void A_machine_that_shows_nothing_has_what_NET_counts()
    {
        ProcessorInfo processor = LinuxProcessor.Read(new FakeFiles());
        Assert.Equal("unknown", processor.Name);
        Assert.Equal(Environment.ProcessorCount, processor.LogicalProcessors);
        Assert.Equal(Environment.ProcessorCount, processor.UsableCores);
        Assert.Empty(processor.Features);
    }

    [Theory]
    [InlineData("0-3,8,10-11", new[] { 0, 1, 2, 3, 8, 10, 11 })]
    [InlineData("5\n", new[] { 5 })]
    [InlineData(" 1 , 0 ", new[] { 0, 1 })]
    [InlineData("", new int[0])]
    [InlineData(null, new int[0])]
    [InlineData("a-b", new int[0])]
    [InlineData("3-1", new int[0])]
    [InlineData("-1", new int[0])]
    [InlineData("0-2000000000", new int[0])]
    public void A_list_of_processors_is_read(string? text, int[] expected) => Assert.Equal(expected, CpuList.Parse(text));

    [Theory]
    [InlineData("0x41", "0xd0b", "Cortex-A76")]
    [InlineData("0x51", "0x001", "Qualcomm Oryon")]
    [InlineData("0x41", "0xfff", null)]
    [InlineData("41", "d0b", null)]
    [InlineData(null, null, null)]
    public void Arm_cores_are_known_by_number(string? implementer, string? part, string? name) => Assert.Equal(name, ArmCores.NameOf(implementer, part));

    [Fact]
    public void The_processor_of_this_machine_adds_up()
    {
        ProcessorInfo processor = SystemProbe.Instance.Processor;
        Assert.Same(processor, SystemProbe.Instance.Processor);
        Assert.InRange(processor.PhysicalCores, 1, processor.LogicalProcessors);
        Assert.InRange(processor.PerformanceCores, 1, processor.PhysicalCores);
        Assert.InRange(processor.UsableCores, 1, processor.PhysicalCores);
        Assert.True(processor.Limit is null || (processor.Limit > 0 && processor.Limit < processor.LogicalProcessors));
        Assert.Equal(processor.PhysicalCores, processor.CoreKinds.Sum(static k => k.Cores));
        Assert.StartsWith(processor.Name, processor.ToString());
    }

    [Fact]
    public void A_line_says_it_all()
    {
        ProcessorInfo processor = LinuxProcessor.Read(FakeFiles.Load("intel-core-ultra"));
        Assert.Equal("Intel(R) Core(TM) Ultra 7 155H, 16 cores (6 fast), 22 threads", processor.ToString());
        Assert.Equal("Intel(R) Core(TM) Ultra 7 155H, 16 cores (6 fast), 22 threads, limited to 1.5", (processor with { Limit = 1.5 }).ToString());
    }

    private static string Describe(ProcessorInfo processor) =>
        string.Join(", ", processor.CoreKinds.Select(static k => $"{k.Cores} {k.Name}{(k.IsPerformance ? "" : " slow")}"));
}
