namespace EdgeInfer.Models;

/// <summary>Names of a detector's outputs where the decoder needs to tell them apart.</summary>
public sealed record DetectionOutputs
{
    /// <summary>Output with the class scores; null where it has the family's usual name.</summary>
    public string? Scores { get; init; }

    /// <summary>Output with the boxes; null where it has the family's usual name.</summary>
    public string? Boxes { get; init; }

    /// <summary>Output with the boxes' classes, for models that thin out their boxes themselves; null where it is called <c>labels</c>.</summary>
    public string? Classes { get; init; }
}
