namespace EdgeInfer.Kernels;

/// <summary>Two neighbours on one axis of a map, and the second one's weight, 0 … 1.</summary>
internal readonly record struct MapSample(int Index, int Next, float Weight);
