namespace EdgeInfer.Cli.Tests;

/// <summary>--provider-option and --policy.</summary>
public sealed class ProviderOptionTests
{
    [Theory]
    [InlineData("cuda.device_id", "'cuda.device_id': expected PROVIDER.KEY=VALUE")]
    [InlineData("cuda.device_idd=1", "cuda has no such option; did you mean device_id?")]
    [InlineData("cuda.device_id=-1", "cuda.device_id = '-1': expected an integer from 0 to 255")]
    [InlineData("cudda.device_id=1", "'cudda' is not a provider; did you mean cuda?")]
    [InlineData("cpu.threads=1", "provider cpu has no options")]
    [InlineData("tensorrt.trt_dla_core=1", "it has no meaning while trt_dla_enable is off")]
    public void A_wrong_option_is_refused_by_every_command(string setting, string expected)
    {
        Tool.Run("inspect", TestFiles.Codes, "--provider-option", setting).AssertRefused(2, "--provider-option: ", expected);
        Tool.Run("detect", TestFiles.Parcel, "-m", TestFiles.Codes, "--provider-option", setting).AssertRefused(2, expected);
    }

    [Fact]
    public void What_the_policy_forbids_is_refused() =>
        Tool.Run("inspect", TestFiles.Codes, "--policy", "accuracy", "--provider-option", "cuda.use_tf32=1").AssertRefused(2, "cuda.use_tf32 = 1", "Accuracy");

    [Fact]
    public void A_policy_that_is_none_is_refused_with_those_there_are() =>
        Tool.Run("inspect", TestFiles.Codes, "--policy", "fastest").AssertRefused(2, "--policy fastest", "balanced, latency, throughput, efficiency, accuracy");

    [Fact]
    public void Several_options_are_taken_and_change_no_result()
    {
        string[] call = ["detect", TestFiles.Parcel, "-m", TestFiles.Codes, "-p", "cpu"];
        string plain = Tool.Run(call).AssertDone().Output;
        string set = Tool.Run([.. call, "--provider-option", "cuda.device_id=1", "--provider-option", "openvino.device_type=GPU", "--provider-option", "cuda.use_tf32=0", "--policy", "LATENCY"]).AssertDone().Output;
        Assert.Equal(WithoutTimes(plain), WithoutTimes(set));

        static string WithoutTimes(string output) => System.Text.RegularExpressions.Regex.Replace(output, @"\d+(\.\d+)? ms", "ms");
    }

    [Fact]
    public void Inspect_ranks_what_is_ready_where_it_is_asked_to_say_more()
    {
        Assert.DoesNotContain("ranking", Tool.Run("inspect", TestFiles.Mnist).AssertDone().Output);
        string output = Tool.Run("inspect", TestFiles.Mnist, "--verbose", "--policy", "efficiency").AssertDone().Output;
        Assert.Matches(@"(?m)^  ranking    \w+: ", output);
        Assert.Contains("cpu: float32 model; fixed shapes; so small that no device pays off; first for efficiency", output);
    }

    [Theory]
    [InlineData("detect")]
    [InlineData("classify")]
    [InlineData("inspect")]
    public void Help_names_them(string command)
    {
        string help = Tool.Run(command, "--help").AssertDone().Output;
        Assert.Contains("--provider-option", help);
        Assert.Contains("--policy", help);
    }
}
