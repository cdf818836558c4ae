namespace EdgeInfer.Providers;

/// <summary>Which of several adapters DirectML takes.</summary>
public enum DirectMlPreference
{
    /// <summary>The fastest.</summary>
    HighPerformance,

    /// <summary>The one that takes least power.</summary>
    MinimumPower,
}
