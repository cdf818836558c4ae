namespace EdgeInfer.Kernels;

/// <summary>How much of its score a box keeps beside a better one that overlaps it.</summary>
internal readonly struct SoftNmsDecay
{
    private readonly float _threshold, _sigma;

    private SoftNmsDecay(float threshold, float sigma) => (_threshold, _sigma) = (threshold, sigma);

    /// <summary>Above the threshold 1 − IoU is kept, up to it everything.</summary>
    /// <param name="iouThreshold">0 … 1.</param>
    public static SoftNmsDecay Linear(float iouThreshold) => iouThreshold is >= 0 and <= 1
        ? new(iouThreshold, 0)
        : throw new ArgumentOutOfRangeException(nameof(iouThreshold), iouThreshold, "IoU is 0 … 1.");

    /// <summary>exp(−IoU² / σ) is kept.</summary>
    /// <param name="sigma">Above 0, finite; the paper uses 0.5.</param>
    public static SoftNmsDecay Gaussian(float sigma = 0.5f) => sigma > 0 && float.IsFinite(sigma)
        ? new(0, sigma)
        : throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "The width of the decay is above 0 and finite.");

    /// <returns>0 … 1; 1 where the overlap is NaN.</returns>
    public float Factor(float iou)
    {
        if (!(iou > _threshold)) return 1;
        return _sigma > 0 ? MathF.Exp(-(iou * iou) / _sigma) : 1 - iou;
    }
}
