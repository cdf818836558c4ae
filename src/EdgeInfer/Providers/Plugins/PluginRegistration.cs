namespace EdgeInfer.Providers;

/// <summary>What came of loading a plug-in library.</summary>
/// <param name="Devices">What it offers; empty where it failed.</param>
/// <param name="Reason">Why it failed; null where it did not.</param>
/// <param name="Remedy">What to do about that.</param>
internal sealed record PluginRegistration(IReadOnlyList<EpDevice> Devices, string? Reason = null, string? Remedy = null)
{
    public static PluginRegistration Failed(string reason, string remedy) => new([], reason, remedy);
}
