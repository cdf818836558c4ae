namespace EdgeInfer.Kernels;

/// <summary>Which channels a model wants, in which order.</summary>
public enum ColorOrder
{
    /// <summary>Three channels: red, green, blue.</summary>
    Rgb,

    /// <summary>Three channels: blue, green, red (models trained with OpenCV pictures).</summary>
    Bgr,

    /// <summary>One channel: luma, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601); of a YUV picture, of the RGB it converts to.</summary>
    Gray,
}
