using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions.Tuning;

public sealed class TrialWordsTests
{
    [Theory]
    [InlineData(139, false, "", "its process crashed with signal 11 (SIGSEGV)")]
    [InlineData(134, false, "terminate called", "its process crashed with signal 6 (SIGABRT); it said: terminate called")]
    [InlineData(137, false, "", "its process crashed with signal 9 (SIGKILL)")]
    [InlineData(160, false, "", "its process crashed with signal 32")]
    [InlineData(0, false, "", "its process ended with exit code 0")]
    [InlineData(3, true, "", "its process ended with exit code 3")]
    [InlineData(unchecked((int)0xC0000005), true, "", "its process crashed with 0xC0000005 (access violation)")]
    [InlineData(unchecked((int)0xC0000420), true, "", "its process crashed with 0xC0000420")]
    public void The_end_of_a_child_is_told_in_words(int exitCode, bool isWindows, string lastWords, string expected) =>
        Assert.Equal(expected, TrialWords.Ended(exitCode, isWindows, lastWords));
}
