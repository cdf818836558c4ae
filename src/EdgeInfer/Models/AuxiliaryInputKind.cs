namespace EdgeInfer.Models;

/// <summary>What an input beside the picture is told.</summary>
internal enum AuxiliaryInputKind
{
    /// <summary>PaddleDetection's <c>scale_factor [batch, 2]</c>: ones.</summary>
    ScaleFactor,

    /// <summary>PaddleDetection's <c>im_shape [batch, 2]</c>: the input's height and width.</summary>
    HeightAndWidth,

    /// <summary>RT-DETR's <c>orig_target_sizes [batch, 2]</c>: the input's width and height.</summary>
    WidthAndHeight,

    /// <summary>DETR's <c>pixel_mask [batch, height, width]</c>: ones, no pixel is padding.</summary>
    PixelMask,
}
