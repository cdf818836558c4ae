namespace EdgeInfer.Kernels;

/// <summary>What every CTC decoder demands of the tensor it is given.</summary>
internal static class CtcContract
{
    /// <returns>The number of time steps.</returns>
    /// <exception cref="ArgumentException">The scores are not whole steps of <paramref name="classes"/> numbers, or the blank is none of the classes.</exception>
    public static int CountSteps(int scores, int classes, int blank)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        if ((uint)blank >= (uint)classes)
            throw new ArgumentException($"The blank is class {blank}, but the scores have {classes} classes.", nameof(blank));
        if (scores % classes != 0)
            throw new ArgumentException($"{scores} scores are not a whole number of steps of {classes} classes.", nameof(scores));
        return scores / classes;
    }
}
