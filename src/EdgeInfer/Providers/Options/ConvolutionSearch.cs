namespace EdgeInfer.Providers;

/// <summary>How cuDNN's algorithm for a convolution is found.</summary>
public enum ConvolutionSearch
{
    /// <summary>Tries all of them at the first run of a shape and keeps the fastest.</summary>
    Exhaustive,

    /// <summary>Takes cuDNN's advice.</summary>
    Heuristic,

    /// <summary>Always implicit precomputed GEMM: least memory.</summary>
    Fixed,
}
