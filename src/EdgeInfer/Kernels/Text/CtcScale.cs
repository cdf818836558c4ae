namespace EdgeInfer.Kernels;

/// <summary>What the numbers of a CTC model's output are.</summary>
internal enum CtcScale
{
    /// <summary>0 … 1, each step's classes sum to 1; the softmax is inside the model.</summary>
    Probabilities,

    /// <summary>Any finite number, −∞ included; each step still needs its softmax.</summary>
    Logits,
}
