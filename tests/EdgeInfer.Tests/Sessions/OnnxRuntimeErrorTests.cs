using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

public sealed class OnnxRuntimeErrorTests
{
    [Theory]
    [InlineData("[ErrorCode:Fail] it broke\n  badly", "it broke   badly")]
    [InlineData("no code at all", "no code at all")]
    [InlineData("[ErrorCode:Fail", "[ErrorCode:Fail")]
    [InlineData("", "")]
    [InlineData("[ErrorCode:Fail] /src/gpu_context.cc:100 void Context::Initialize(const Config&) status == Success was false. No adapter found", "No adapter found")]
    [InlineData("[ErrorCode:Fail] /src/rnn.h:48 RNN(const Info&) layout_ == 0 was false. Batchwise is not supported", "Batchwise is not supported")]
    [InlineData("[ErrorCode:Fail] /src/a.cc:1 f() x was false. ", "/src/a.cc:1 f() x was false.")]
    [InlineData("[ErrorCode:Fail] the answer was false. Try again", "the answer was false. Try again")]
    public void Messages_are_told_in_one_line_without_code_and_source(string message, string expected) =>
        Assert.Equal(expected, OnnxRuntimeError.Describe(message));
}
