namespace EdgeInfer.Models;

/// <summary>What the coordinates mean that a landmark model gives.</summary>
public enum LandmarkRange
{
    /// <summary>0 is the left or upper edge of the crop, 1 the right or lower one (PFLD).</summary>
    Unit,

    /// <summary>−1 is the left or upper edge of the crop, 1 the right or lower one (InsightFace).</summary>
    Signed,

    /// <summary>Pixels of the model's input.</summary>
    Pixels,
}
