namespace EdgeInfer.Kernels;

/// <summary>How an 8-bit tensor stands for real numbers: <c>value ≈ (element − ZeroPoint) × Scale</c> (ONNX <c>QuantizeLinear</c>, LiteRT).</summary>
/// <remarks>Written as <c>round(value ÷ Scale) + ZeroPoint</c>, rounded to the nearest with ties to even, held within the type's range.</remarks>
/// <param name="Scale">Finite and greater than 0.</param>
/// <param name="ZeroPoint">Stands for 0; within the element type's range.</param>
public sealed record TensorQuantization(float Scale, int ZeroPoint);
