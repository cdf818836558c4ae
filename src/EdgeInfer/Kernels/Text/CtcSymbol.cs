namespace EdgeInfer.Kernels;

/// <summary>One character read by <see cref="CtcGreedyDecoder"/>.</summary>
/// <param name="ClassId">Its class, never the blank.</param>
/// <param name="FirstStep">The time step at which it begins.</param>
/// <param name="EndStep">The step after its last one; over the number of steps this gives its place along the line, 0 … 1.</param>
/// <param name="Probability">Its probability at <paramref name="FirstStep"/>, 0 … 1.</param>
internal readonly record struct CtcSymbol(int ClassId, int FirstStep, int EndStep, float Probability);
