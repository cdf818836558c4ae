using System.Runtime.Intrinsics;

namespace EdgeInfer.Tests.Kernels;

/// <summary>The runs with narrower vectors are worth their time only if the runtime's switches still do what they say.</summary>
public sealed class InstructionSetTests
{
    [Fact]
    public void Switches_of_the_runtime_take_vector_widths_away()
    {
        bool all = IsOff("DOTNET_EnableHWIntrinsic"), avx2 = all || IsOff("DOTNET_EnableAVX2"), avx512 = avx2 || IsOff("DOTNET_EnableAVX512");
        TestContext.Current.SendDiagnosticMessage(
            "vectors: 128 {0}, 256 {1}, 512 {2}", Vector128.IsHardwareAccelerated, Vector256.IsHardwareAccelerated, Vector512.IsHardwareAccelerated);

        Assert.False(all && Vector128.IsHardwareAccelerated, "128");
        Assert.False(avx2 && Vector256.IsHardwareAccelerated, "256");
        Assert.False(avx512 && Vector512.IsHardwareAccelerated, "512");

        static bool IsOff(string variable) => Environment.GetEnvironmentVariable(variable) == "0";
    }
}
