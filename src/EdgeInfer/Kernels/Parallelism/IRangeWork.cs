namespace EdgeInfer.Kernels;

/// <summary>Work on independent items (rows of a picture, vectors of a gallery) that several threads may share.</summary>
/// <remarks>A struct of pointers that the caller keeps pinned, so that starting it allocates nothing.</remarks>
internal interface IRangeWork
{
    /// <summary>Takes ranges until there is none left. Called at most once per worker, on several threads at once.</summary>
    /// <param name="ranges">What is left to do, shared by all workers.</param>
    /// <param name="worker">0 for the calling thread; each helper has its own number, below <see cref="KernelParallelism.WorkersFor"/>.</param>
    void Run(RangeQueue ranges, int worker);
}
