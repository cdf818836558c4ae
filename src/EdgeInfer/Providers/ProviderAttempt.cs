namespace EdgeInfer.Providers;

/// <summary>One provider that was considered while a model was loaded.</summary>
/// <param name="Provider">Its short name.</param>
/// <param name="Chosen">True for the one that runs the model.</param>
/// <param name="Reason">Why it was chosen or passed over.</param>
public sealed record ProviderAttempt(string Provider, bool Chosen, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Provider}: {(Chosen ? "chosen" : "passed over")}, {Reason}";
}
