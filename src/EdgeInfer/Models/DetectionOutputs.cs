namespace EdgeInfer.Models;

/// <summary>Names of a detector's outputs where the decoder needs to tell them apart.</summary>
public sealed record DetectionOutputs
{
    /// <summary>Output with the class scores; null where it is called <c>scores</c>.</summary>
    public string? Scores { get; init; }

    /// <summary>Output with the boxes; null where it is called <c>boxes</c>.</summary>
    public string? Boxes { get; init; }
}
