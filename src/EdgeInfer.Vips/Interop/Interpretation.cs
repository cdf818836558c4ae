namespace EdgeInfer.Vips.Interop;

/// <summary>What the samples of a libvips picture mean; the values are part of its binary interface.</summary>
internal enum Interpretation
{
    Multiband = 0,
    Grey = 1,
    Lab = 13,
    Cmyk = 15,
    LabS = 21,
    Srgb = 22,
    Rgb16 = 25,
    Grey16 = 26,
    LinearRgb = 28,
}
