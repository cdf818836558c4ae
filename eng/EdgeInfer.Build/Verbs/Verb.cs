namespace EdgeInfer.Build.Verbs;

/// <summary>What can follow build.sh or build.ps1.</summary>
/// <param name="Name">The word.</param>
/// <param name="Summary">One line for the help.</param>
/// <param name="RunAsync">Does it; the rest of the command line goes in, the exit code comes out.</param>
internal sealed record Verb(string Name, string Summary, Func<Workspace, string[], CancellationToken, Task<int>> RunAsync)
{
    public static IReadOnlyList<Verb> All { get; } =
    [
        new("demo", "build the command line tool and detect the codes on a sample picture", DemoVerb.RunAsync),
        new("test", "build everything and run all tests; arguments go to dotnet test (--filter NAME)", TestVerb.RunAsync),
        new("build", "build everything in Release and leave the launcher artifacts/edgeinfer", BuildVerb.RunAsync),
        new("bench", "run the benchmarks; arguments go to them (--filter '*Letterbox*')", BenchVerb.RunAsync),
        new("pack", "write the NuGet packages to artifacts/packages", PackVerb.RunAsync),
        new("bootstrap", "only get and make what the build needs; --gpu adds the CUDA package", BootstrapVerb.RunAsync),
        new("libvips", "only get libvips, for the platforms named (linux-x64, win-arm64, ..., or all)", LibvipsVerb.RunAsync),
    ];
}
