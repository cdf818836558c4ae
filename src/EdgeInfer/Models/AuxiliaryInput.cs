using EdgeInfer.Sessions;

namespace EdgeInfer.Models;

/// <summary>
/// Inputs beside the picture that some exporters leave in a model, so that it can work out the boxes' place in the original
/// picture. They are told that the model's input is the original one: every decoder then gives input pixels, and one place
/// maps them back.
/// </summary>
/// <param name="Index">The input's position.</param>
/// <param name="Kind">What it is told.</param>
internal readonly record struct AuxiliaryInput(int Index, AuxiliaryInputKind Kind)
{
    /// <returns>The position of the input that a picture fills; null where several could be, or none.</returns>
    public static int? FindPicture(ModelSession session)
    {
        int? found = null;
        for (int i = 0; i < session.Inputs.Count; i++)
        {
            if (KindOf(session.Inputs[i]) is not null) continue;
            if (found is not null) return null;
            found = i;
        }

        return found;
    }

    /// <returns>All inputs beside the picture, or null where one of them is unknown.</returns>
    public static AuxiliaryInput[]? TryFindAll(ModelSession session, int picture)
    {
        var found = new List<AuxiliaryInput>();
        for (int i = 0; i < session.Inputs.Count; i++)
        {
            if (i == picture) continue;
            if (KindOf(session.Inputs[i]) is not { } kind) return null;
            found.Add(new(i, kind));
        }

        return [.. found];
    }

    private static AuxiliaryInputKind? KindOf(TensorSpec input) => input switch
    {
        { Name: "scale_factor", ElementType: TensorElementType.Float32, Dimensions: [_, 2] } => AuxiliaryInputKind.ScaleFactor,
        { Name: "im_shape", ElementType: TensorElementType.Float32, Dimensions: [_, 2] } => AuxiliaryInputKind.HeightAndWidth,
        { Name: "orig_target_sizes", ElementType: TensorElementType.Int64, Dimensions: [_, 2] } => AuxiliaryInputKind.WidthAndHeight,
        { Name: "pixel_mask", ElementType: TensorElementType.Int64, Dimensions.Count: 3 } => AuxiliaryInputKind.PixelMask,
        _ => null,
    };
}
