namespace EdgeInfer.Tests;

/// <summary>Finds the test data: models, pictures and expected results, which are not part of the repository.</summary>
/// <remarks>
/// It lies in the folder that the environment variable EDGEINFER_TEST_DATA names, else in <c>shared/data</c> beside
/// the repository. A test that asks for a file that is not there is skipped and says so.
/// </remarks>
internal static class TestData
{
    public const string RootVariable = "EDGEINFER_TEST_DATA";

    /// <summary>The folder that holds EdgeInfer.sln.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>The test data's folder; it need not exist.</summary>
    public static string Root { get; } =
        Environment.GetEnvironmentVariable(RootVariable) is { Length: > 0 } named
            ? System.IO.Path.GetFullPath(named)
            : System.IO.Path.GetFullPath(System.IO.Path.Combine(RepositoryRoot, "..", "shared", "data"));

    /// <summary>A file or folder of the test data; skips the running test where it is missing.</summary>
    /// <param name="relative">With forward slashes, such as <c>images/bus.jpg</c>.</param>
    public static string Path(string relative)
    {
        string path = System.IO.Path.GetFullPath(System.IO.Path.Combine(Root, relative));
        Assert.SkipUnless(
            File.Exists(path) || Directory.Exists(path),
            $"Test data '{relative}' is not in '{Root}'; set {RootVariable} to the folder that has it.");
        return path;
    }

    private static string FindRepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "EdgeInfer.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"EdgeInfer.sln is in no folder above '{AppContext.BaseDirectory}'.");
    }
}
