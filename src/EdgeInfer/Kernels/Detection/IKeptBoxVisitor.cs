namespace EdgeInfer.Kernels;

/// <summary>What is asked about the kept boxes that <see cref="KeptBoxGrid"/> finds near a candidate.</summary>
internal interface IKeptBoxVisitor
{
    /// <returns>True ends the search.</returns>
    bool Visit(ReadOnlySpan<ScoredBox> kept, int index, in ScoredBox candidate);
}
