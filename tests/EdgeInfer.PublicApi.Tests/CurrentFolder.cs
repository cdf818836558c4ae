namespace EdgeInfer.PublicApi.Tests;

/// <summary>Tests that change the process's current folder or its console run alone.</summary>
[CollectionDefinition(Collection, DisableParallelization = true)]
public sealed class CurrentFolder
{
    public const string Collection = "Current folder";
}
