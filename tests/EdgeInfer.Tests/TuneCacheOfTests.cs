using System.Runtime.CompilerServices;

namespace EdgeInfer.Tests;

/// <summary>Winners that whoever runs the tests has tuned for their own models must not change what tests see.</summary>
internal static class TuneCacheOfTests
{
    [ModuleInitializer]
    internal static void Isolate() =>
        Environment.SetEnvironmentVariable("EDGEINFER_TUNE_CACHE", Path.Combine(Path.GetTempPath(), $"edgeinfer-tests-{Environment.ProcessId}"));
}
