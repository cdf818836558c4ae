namespace EdgeInfer.Tests;

/// <summary>Tests that read counters of the whole process (live buffers, native memory) run alone.</summary>
[CollectionDefinition(Collection, DisableParallelization = true)]
public sealed class ProcessWideCounters
{
    public const string Collection = "Process-wide counters";
}
