namespace EdgeInfer.Kernels;

/// <summary>The filter that resizes a picture. All use half-pixel centres.</summary>
public enum Interpolation
{
    /// <summary>Two by two neighbours, no antialiasing when shrinking (OpenCV <c>INTER_LINEAR</c>).</summary>
    Bilinear,

    /// <summary>A triangle filter that widens when shrinking, so that every pixel counts (PIL <c>BILINEAR</c>, torchvision <c>antialias=True</c>).</summary>
    AntialiasedBilinear,

    /// <summary>The pixel whose area holds the sample point (PIL <c>NEAREST</c>, PyTorch <c>nearest-exact</c>); between two pixels, the later one.</summary>
    Nearest,
}
