namespace EdgeInfer.Providers;

/// <summary>How a provider's memory arena grows.</summary>
public enum ArenaGrowth
{
    /// <summary>By the next power of two: fewer allocations, more memory.</summary>
    NextPowerOfTwo,

    /// <summary>By what is asked for.</summary>
    SameAsRequested,
}

/// <summary>ONNX Runtime's words for it.</summary>
internal static class ArenaGrowthKey
{
    public static string? ToKey(this ArenaGrowth? growth) => growth switch
    {
        null => null,
        ArenaGrowth.NextPowerOfTwo => "kNextPowerOfTwo",
        ArenaGrowth.SameAsRequested => "kSameAsRequested",
        { } other => other.ToString(),
    };
}
