namespace EdgeInfer.Conformance.Tests;

/// <summary>Finds the ONNX backend test cases, which are not part of the repository.</summary>
internal static class ConformanceData
{
    public const string RootVariable = "EDGEINFER_ONNX_TESTDATA";

    private const string DebianFolder = "/usr/share/libonnx-testdata/data";

    /// <summary>The folder of the suites (<c>node</c>, <c>simple</c>, …); skips the running test where it is missing.</summary>
    public static string Root()
    {
        string root = Environment.GetEnvironmentVariable(RootVariable) is { Length: > 0 } named ? named : DebianFolder;
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(root, "node")),
            $"The ONNX test cases are not in '{root}': install Debian's package libonnx-testdata, or set {RootVariable} to the folder that holds 'node'.");
        return root;
    }
}
