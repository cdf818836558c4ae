namespace EdgeInfer.Providers;

/// <summary>What runs a loaded model, and how that came about.</summary>
/// <param name="Provider">The provider the session was created on.</param>
/// <param name="Requested">What was asked for.</param>
/// <param name="Attempts">Every provider considered, in order; the last one is the chosen one.</param>
public sealed record ProviderChoice(ExecutionProvider Provider, ProviderSelection Requested, IReadOnlyList<ProviderAttempt> Attempts)
{
    /// <summary>Short name of the chosen provider.</summary>
    public string Name => Provider.Name;

    /// <summary>Why it was chosen.</summary>
    public string Reason => Attempts[^1].Reason;

    /// <summary>The same choice with another reason.</summary>
    internal ProviderChoice With(string reason) => this with { Attempts = [.. Attempts.SkipLast(1), new ProviderAttempt(Name, true, reason)] };

    /// <summary>One line: <c>cpu (auto: the only ready provider)</c>.</summary>
    public override string ToString() => $"{Name} ({Requested}: {Reason})";
}
