namespace EdgeInfer.Kernels;

/// <summary>Moves of a picture that only rearrange its pixels.</summary>
internal enum ImageOrientation
{
    /// <summary>A quarter turn clockwise: the left column becomes the top row.</summary>
    Rotate90,

    /// <summary>Half a turn.</summary>
    Rotate180,

    /// <summary>A quarter turn counter-clockwise: the right column becomes the top row.</summary>
    Rotate270,

    /// <summary>Left and right change places.</summary>
    FlipHorizontal,

    /// <summary>Top and bottom change places.</summary>
    FlipVertical,
}
