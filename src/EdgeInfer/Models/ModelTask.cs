namespace EdgeInfer.Models;

/// <summary>What a model does with a picture.</summary>
public enum ModelTask
{
    /// <summary>Not stated.</summary>
    Unknown,

    /// <summary>One label, or a ranking of labels, for the whole picture.</summary>
    Classify,

    /// <summary>Boxes with labels and scores.</summary>
    Detect,
}
