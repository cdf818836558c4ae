namespace EdgeInfer.Kernels;

/// <summary>A line of text found on a map.</summary>
/// <param name="Box">The smallest rectangle around it, in the map's pixels; may reach beyond the map.</param>
/// <param name="Score">The map's mean inside before the box was grown, 0 … 1.</param>
internal readonly record struct TextRegion(Quad Box, float Score);
