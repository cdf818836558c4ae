namespace EdgeInfer.Providers;

/// <summary>What the defaults of a provider's options depend on, beside the options themselves.</summary>
/// <param name="Policy">What the model is to be run for.</param>
/// <param name="Model">The model's facts; null where nothing is known.</param>
/// <param name="CacheFolder">
/// The folder for what a provider compiles for this model, by the provider's short name; null where none can be written.
/// </param>
internal sealed record OptionContext(ProviderPolicy Policy, ModelFacts? Model, Func<string, string?> CacheFolder)
{
    /// <summary>No model, and folders that are not made.</summary>
    public static OptionContext Default { get; } = Of(ProviderPolicy.Balanced);

    public static OptionContext Of(ProviderPolicy policy) => new(policy, null, ProviderCache.PathOf);
}
