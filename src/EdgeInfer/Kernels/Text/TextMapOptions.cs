namespace EdgeInfer.Kernels;

/// <summary>How text boxes are read off a map. The defaults are PaddleOCR's.</summary>
internal readonly record struct TextMapOptions()
{
    /// <summary>A pixel is text above this, 0 … 1.</summary>
    public float PixelThreshold { get; init; } = 0.3f;

    /// <summary>A box whose mean is below this is dropped, 0 … 1.</summary>
    public float BoxThreshold { get; init; } = 0.6f;

    /// <summary>See <see cref="TextBoxGrowth"/>.</summary>
    public double GrowthRatio { get; init; } = 1.5;

    /// <summary>Whether boxes grow on whole pixels, as PaddleOCR's do; see <see cref="TextBoxGrowth.RunOnWholePixels"/>.</summary>
    public bool WholePixels { get; init; }

    /// <summary>Pixels; a box whose short side is below this is dropped, and after growing below 2 more.</summary>
    public float MinSide { get; init; } = 3;
}
