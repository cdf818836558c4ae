namespace EdgeInfer.Kernels;

/// <summary>A part of a map, in its pixels; 0 is the outer edge of the first pixel, the width that of the last one.</summary>
internal readonly record struct MapRegion(float Left, float Top, float Right, float Bottom);
