namespace EdgeInfer.Kernels;

/// <summary>A box that <see cref="BestFirst"/> can order.</summary>
internal interface IRankedBox<T>
{
    float Score { get; }

    /// <summary>Higher scores first, NaN last; a total order on everything else that tells two boxes apart.</summary>
    static abstract int Compare(T a, T b);
}
