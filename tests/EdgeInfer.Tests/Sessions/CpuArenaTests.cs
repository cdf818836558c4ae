using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

/// <summary>How much the shared arena may take; that it holds is tested on the command line tool, since it is there for a whole process.</summary>
public sealed class CpuArenaTests
{
    private const long GiB = 1L << 30;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(512L << 20, 384L << 20)]
    [InlineData(4 * GiB, 3 * GiB)]
    [InlineData(8 * GiB, 0)]
    public void Small_machines_and_containers_get_a_limit_by_themselves(long memory, long limit) =>
        Assert.Equal(limit, CpuArena.LimitBytes(null, memory));

    [Theory]
    [InlineData(0, 0)]
    [InlineData("0", 0)]
    [InlineData(1_000_000, 1_000_000)]
    [InlineData(uint.MaxValue + 0L, uint.MaxValue + 0L)]
    [InlineData("4294967295", uint.MaxValue + 0L)]
    public void The_option_counts_whatever_the_machine_has(object option, long limit)
    {
        Assert.Equal(limit, CpuArena.LimitBytes(option, 512L << 20));
        Assert.Equal(limit, CpuArena.LimitBytes(option, 64 * GiB));
    }

    [Theory]
    [InlineData("a lot")]
    [InlineData("-1")]
    [InlineData(-1)]
    [InlineData("4294967296")]
    [InlineData(true)]
    public void An_option_that_is_no_number_of_bytes_is_refused(object option)
    {
        var error = Assert.Throws<InvalidOperationException>(() => CpuArena.LimitBytes(option, GiB));
        Assert.Contains("'EdgeInfer.CpuArenaLimitBytes'", error.Message);
        Assert.Contains($"'{option}'", error.Message);
    }
}
