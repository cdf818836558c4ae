namespace EdgeInfer.Sessions;

/// <summary>Decides for each provider where its trials run.</summary>
/// <param name="Command">How to start a child; null where there are none.</param>
/// <param name="WhyNone">Why there are none.</param>
internal sealed record TrialLanes(ChildCommand? Command, string WhyNone)
{
    public static TrialLanes OfThisProcess => new(TrialHost.Command, TrialHost.WhyNone);

    /// <summary>Whether a provider runs in this process: those do that compute on the processor, in code that comes with ONNX Runtime.</summary>
    public Func<string, bool> IsLocal { get; init; } = static provider => provider is "cpu" or "xnnpack";

    /// <param name="provider">Short name.</param>
    /// <param name="setup">What the trials have in common.</param>
    /// <param name="local">The lane of this process.</param>
    /// <param name="whyNone">Why the provider cannot be tried, where the result is null.</param>
    public ITrialLane? For(string provider, TrialSetup setup, LocalTrials local, out string? whyNone)
    {
        whyNone = null;
        if (IsLocal(provider)) return local;
        whyNone = setup.Model.Path is null ? "the model is in memory only, and a child process needs a file"
            : !setup.Reference.IsComparable ? "the model's outputs for the trial inputs are nothing that can be compared with the CPU's"
            : Command is null ? WhyNone : null;
        return whyNone is null ? new ChildTrials(setup, Command!) : null;
    }
}
