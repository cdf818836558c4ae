namespace EdgeInfer.Vision;

/// <summary>Where the time of one call went.</summary>
/// <param name="Preprocess">Picture to tensor.</param>
/// <param name="Inference">The model's run, waiting for a provider that runs one call at a time included.</param>
/// <param name="Postprocess">Tensors to results.</param>
public readonly record struct StageTimings(TimeSpan Preprocess, TimeSpan Inference, TimeSpan Postprocess)
{
    /// <summary>All three together.</summary>
    public TimeSpan Total => Preprocess + Inference + Postprocess;

    /// <summary>The time of two calls together.</summary>
    internal StageTimings Plus(StageTimings other) => new(Preprocess + other.Preprocess, Inference + other.Inference, Postprocess + other.Postprocess);
}
