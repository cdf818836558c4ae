using EdgeInfer.Kernels;

namespace EdgeInfer.Models;

/// <summary>How a picture becomes a model's input tensor.</summary>
/// <remarks>Value of a channel: <c>(pixel × Scale − Mean[c]) / Std[c]</c>, pixel in 0 … 255, c in the tensor's channel order.</remarks>
public sealed record ImageInputSpec
{
    /// <summary>Name of the model's input; null where it has one.</summary>
    public string? Name { get; init; }

    /// <summary>Order of the axes; default NCHW.</summary>
    public TensorLayout Layout { get; init; } = TensorLayout.Nchw;

    /// <summary>Channels and their order; default RGB.</summary>
    public ColorOrder Color { get; init; } = ColorOrder.Rgb;

    /// <summary>Width of the input in pixels; null where the model fixes it, or the resize mode leaves it free.</summary>
    public int? Width { get; init; }

    /// <summary>Height of the input in pixels; null where the model fixes it, or the resize mode leaves it free.</summary>
    public int? Height { get; init; }

    /// <summary>How the picture is fitted into the input; default stretch.</summary>
    public ResizeMode Resize { get; init; } = ResizeMode.Stretch;

    /// <summary>The resize filter the model was trained with; default bilinear without antialiasing (OpenCV).</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>For letterbox: where the picture sits; default centre.</summary>
    public PadPosition PadPosition { get; init; } = PadPosition.Center;

    /// <summary>Red, green, blue of what the picture does not cover, 0 … 255; default black.</summary>
    public IReadOnlyList<int> PadColor { get; init; } = [0, 0, 0];

    /// <summary>For centre crop: length the shorter side is resized to, in pixels; null means the input's shorter side.</summary>
    public int? ShortSide { get; init; }

    /// <summary>For stretch to multiple: pixels that the longer side is shrunk to where it exceeds them; null for no limit.</summary>
    public int? MaxSide { get; init; }

    /// <summary>For pad: sides are rounded up to a multiple of this many pixels; for stretch to multiple: to the nearest one; default 32.</summary>
    public int MultipleOf { get; init; } = 32;

    /// <summary>
    /// For fit height, where the model's width is free: pixels of which the input's width is a multiple, so that lines of like length share a
    /// batch; null, as PaddleOCR does it: at least 320, else what the line needs.
    /// </summary>
    public int? WidthStep { get; init; }

    /// <summary>Multiplies the 8-bit value first; default 1. Models that want 0 … 1 have 0.00392156862745098 (1/255).</summary>
    public float Scale { get; init; } = 1;

    /// <summary>Subtracted after scaling: none, one for all channels, or one a channel.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [];

    /// <summary>Divides last, not zero: none, one for all channels, or one a channel.</summary>
    public IReadOnlyList<float> Std { get; init; } = [];

    /// <summary>For uint8 and int8 inputs: how their elements stand for the channel's value; default null, where they are that value, rounded.</summary>
    public TensorQuantization? Quantization { get; init; }

    /// <summary>Whether drawings with a light ground are inverted first; default not.</summary>
    public StrokePolarity Polarity { get; init; } = StrokePolarity.AsIs;

    /// <summary>Channels of the tensor: 3, or 1 for grey.</summary>
    internal int Channels => Color == ColorOrder.Gray ? 1 : 3;
}
