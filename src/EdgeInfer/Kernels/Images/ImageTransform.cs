namespace EdgeInfer.Kernels;

/// <summary>
/// How a point of the original picture lands in the model's input: <c>input = original × scale + offset</c>, per axis,
/// in pixels with the origin at the picture's top-left corner.
/// </summary>
internal readonly record struct ImageTransform(float ScaleX, float ScaleY, float OffsetX, float OffsetY)
{
    public float ToOriginalX(float inputX) => (inputX - OffsetX) / ScaleX;

    public float ToOriginalY(float inputY) => (inputY - OffsetY) / ScaleY;
}
