using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions.Tuning;

public sealed class OtherWorkTests
{
    [Theory]
    [InlineData("cpu  100 20 30 4000 500 6 7 8 0 0", 171L)]
    [InlineData("cpu 1 2 3 4 5 6 7", 19L)]
    [InlineData("cpu0 1 2 3 4 5 6 7 8", null)]
    [InlineData("cpu a b c d e f g h", null)]
    [InlineData("", null)]
    public void Idle_and_disk_time_is_not_work(string line, long? busy) => Assert.Equal(busy, OtherWork.BusyTicks(line));

    [Fact]
    public void A_share_is_a_part_of_the_processors()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc/stat is Linux's.");
        OtherWork work = OtherWork.Start()!;
        Thread.Sleep(50);

        Assert.InRange(work.Share(), 0, 1);
    }
}
