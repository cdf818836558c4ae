namespace EdgeInfer.Models;

/// <summary>Names of a model's outputs where its decoder needs to tell them apart.</summary>
public sealed record DetectionOutputs
{
    /// <summary>Output with the class scores; null where it has the family's usual name.</summary>
    public string? Scores { get; init; }

    /// <summary>Output with the boxes; null where it has the family's usual name.</summary>
    public string? Boxes { get; init; }

    /// <summary>Output with the boxes' classes, for models that thin out their boxes themselves; null where it is called <c>labels</c>.</summary>
    public string? Classes { get; init; }

    /// <summary>For embedders: output with the vector; null where it is the only one that can be. Of <c>[1, tokens, n]</c> the first token is taken.</summary>
    public string? Embedding { get; init; }
}
