using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>Limits of containers and services, in both versions of the kernel's control groups.</summary>
public sealed class ControlGroupsTests
{
    private const string SecondMount = "33 23 0:28 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime - cgroup2 cgroup2 rw,nsdelegate\n";

    [Fact]
    public void A_container_sees_its_own_group_as_the_root()
    {
        var groups = new ControlGroups(new FakeFiles().Add($"""
            == /proc/self/cgroup
            0::/
            == /proc/self/mountinfo
            {SecondMount}
            == /sys/fs/cgroup/cpu.max
            100000 100000
            == /sys/fs/cgroup/memory.max
            1073741824
            == /sys/fs/cgroup/memory.current
            805306368
            == /sys/fs/cgroup/memory.stat
            anon 536870912
            inactive_file 268435456
            active_file 0
            """));
        Assert.Equal(1.0, groups.ProcessorLimit());
        Assert.Equal((1073741824, 536870912), groups.MemoryLimit());
    }

    [Fact]
    public void A_group_above_may_grant_less()
    {
        FakeFiles files = new FakeFiles().Add($"""
            == /proc/self/cgroup
            0::/system.slice/app.service/worker
            == /proc/self/mountinfo
            {SecondMount}
            == /sys/fs/cgroup/system.slice/app.service/worker/cpu.max
            max 100000
            == /sys/fs/cgroup/system.slice/app.service/cpu.max
            250000 100000
            == /sys/fs/cgroup/system.slice/cpu.max
            150000 100000
            == /sys/fs/cgroup/system.slice/app.service/worker/memory.max
            max
            == /sys/fs/cgroup/system.slice/memory.max
            2000
            == /sys/fs/cgroup/system.slice/memory.current
            500
            """);
        Assert.Equal(1.5, new ControlGroups(files).ProcessorLimit());
        Assert.Equal((2000, 1500), new ControlGroups(files).MemoryLimit());
    }

    [Fact]
    public void Version_1_has_a_mount_for_each_controller_and_the_containers_path_in_its_root()
    {
        FakeFiles files = new FakeFiles().Add("""
            == /proc/self/cgroup
            11:memory:/docker/abc
            4:cpu,cpuacct:/docker/abc
            1:name=systemd:/docker/abc
            == /proc/self/mountinfo
            741 735 0:30 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro,nosuid,nodev,noexec,relatime master:12 - cgroup cgroup rw,cpu,cpuacct
            742 735 0:37 /docker/abc /sys/fs/cgroup/memory ro,nosuid,nodev,noexec,relatime master:19 - cgroup cgroup rw,memory
            == /sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us
            50000
            == /sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us
            100000
            == /sys/fs/cgroup/memory/memory.limit_in_bytes
            536870912
            == /sys/fs/cgroup/memory/memory.usage_in_bytes
            100000000
            """);
        Assert.Equal(0.5, new ControlGroups(files).ProcessorLimit());
        Assert.Equal((536870912, 436870912), new ControlGroups(files).MemoryLimit());
    }

    [Fact]
    public void Version_1_says_none_with_minus_one_and_a_huge_number()
    {
        FakeFiles files = new FakeFiles().Add("""
            == /proc/self/cgroup
            4:cpu,cpuacct:/user.slice
            3:memory:/user.slice
            == /proc/self/mountinfo
            30 25 0:30 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
            31 25 0:31 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
            == /sys/fs/cgroup/cpu,cpuacct/user.slice/cpu.cfs_quota_us
            -1
            == /sys/fs/cgroup/cpu,cpuacct/user.slice/cpu.cfs_period_us
            100000
            == /sys/fs/cgroup/memory/user.slice/memory.limit_in_bytes
            9223372036854771712
            """);
        Assert.Null(new ControlGroups(files).ProcessorLimit());
        Assert.Null(new ControlGroups(files).MemoryLimit());
    }

    [Fact]
    public void A_machine_with_both_versions_asks_the_one_that_has_the_controller()
    {
        FakeFiles files = new FakeFiles().Add("""
            == /proc/self/cgroup
            2:cpu:/jobs
            0::/jobs
            == /proc/self/mountinfo
            32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
            == /sys/fs/cgroup/cpu/jobs/cpu.cfs_quota_us
            200000
            == /sys/fs/cgroup/cpu/jobs/cpu.cfs_period_us
            100000
            """);
        Assert.Equal(2.0, new ControlGroups(files).ProcessorLimit());
    }

    [Theory]
    [InlineData("0::/../../other", "1.0")]
    [InlineData("0::/app", "0.5")]
    [InlineData("nonsense", null)]
    [InlineData("", null)]
    public void Odd_paths_are_survived(string cgroup, string? expected)
    {
        FakeFiles files = new FakeFiles().Add($"""
            == /proc/self/cgroup
            {cgroup}
            == /proc/self/mountinfo
            {SecondMount}
            == /sys/fs/cgroup/cpu.max
            100000 100000
            == /sys/fs/cgroup/app/cpu.max
            50000 100000
            """);
        Assert.Equal(expected is null ? null : double.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), new ControlGroups(files).ProcessorLimit());
    }

    [Theory]
    [InlineData("")]
    [InlineData("100000")]
    [InlineData("0 100000")]
    [InlineData("100000 0")]
    [InlineData("-5 100000")]
    [InlineData("a b c")]
    public void A_quota_that_makes_no_sense_is_none(string quota)
    {
        FakeFiles files = new FakeFiles().Set("/proc/self/cgroup", "0::/\n").Set("/proc/self/mountinfo", SecondMount).Set("/sys/fs/cgroup/cpu.max", quota);
        Assert.Null(new ControlGroups(files).ProcessorLimit());
    }

    [Fact]
    public void A_quota_limits_the_processor_and_rounds_up_to_threads()
    {
        FakeFiles files = FakeFiles.Load("xeon-server").Set("/sys/fs/cgroup/user.slice/cpu.max", "250000 100000\n");
        ProcessorInfo processor = LinuxProcessor.Read(files);
        Assert.Equal(2.5, processor.Limit);
        Assert.Equal(3, processor.UsableCores);
        Assert.Null(LinuxProcessor.Read(files.Set("/sys/fs/cgroup/user.slice/cpu.max", "6400000 100000\n")).Limit);
    }
}
