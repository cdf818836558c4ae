using EdgeInfer.Kernels;
using EdgeInfer.Sessions;

namespace EdgeInfer.Models;

/// <summary>A picture input's axes, as far as the model fixes them.</summary>
internal readonly record struct ImageShape(TensorLayout Layout, int? Batch, int? Channels, int? Height, int? Width)
{
    /// <returns>The axes, or null where this is no tensor of four axes with 1 or 3 channels on one side.</returns>
    public static ImageShape? TryRead(TensorSpec spec)
    {
        if (!spec.IsTensor || spec.Dimensions.Count != 4) return null;
        if (IsChannels(spec.Dimensions[1])) return Read(spec, TensorLayout.Nchw);
        return IsChannels(spec.Dimensions[3]) ? Read(spec, TensorLayout.Nhwc) : null;

        static bool IsChannels(long size) => size is 1 or 3;
    }

    /// <param name="spec">A tensor of four axes.</param>
    /// <param name="layout">Their order.</param>
    public static ImageShape Read(TensorSpec spec, TensorLayout layout) => layout == TensorLayout.Nchw
        ? new(layout, Size(spec, 0), Size(spec, 1), Size(spec, 2), Size(spec, 3))
        : new(layout, Size(spec, 0), Size(spec, 3), Size(spec, 1), Size(spec, 2));

    private static int? Size(TensorSpec spec, int axis) => spec.Dimensions[axis] is > 0 and <= int.MaxValue and var size ? (int)size : null;
}
