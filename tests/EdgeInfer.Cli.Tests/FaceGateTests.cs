namespace EdgeInfer.Cli.Tests;

/// <summary>The sample <c>samples/FaceGate</c>, as a process of its own.</summary>
public sealed class FaceGateTests
{
    private static readonly string Assembly = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "FaceGate", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "FaceGate.dll"));

    [Fact]
    public void The_gate_opens_for_whom_it_knows()
    {
        using var folder = new TemporaryFolder();
        string models = Path.GetDirectoryName(TestData.Path("models/mobilefacenet_112.onnx"))!, gallery = folder.File("gate");

        Assert.Equal((0, "dad is enrolled, pictures so far: 1\n"), Run("enrol", "id_dad1"));
        Assert.Equal((0, "welcome, dad: same person, 0.73 (from 0.45 on)\n"), Run("verify", "id_dad2"));
        Assert.Equal((1, "the gate stays shut: different people, -0.17 (from 0.45 on)\n"), Run("verify", "id_mom2"));
        Assert.Equal((1, ""), Run("verify", "faces_cafe"));
        Assert.Equal(2, new Tool().CallWords(Tool.Command[0], Assembly).ExitCode);

        (int, string) Run(string action, string picture)
        {
            ToolResult result = new Tool().CallWords(Tool.Command[0], Assembly, action, models, gallery, "dad", TestData.Path($"images/{picture}.jpg"));
            return (result.ExitCode, result.Output);
        }
    }
}
