namespace EdgeInfer.Providers;

/// <summary>What a provider found out about its device and driver.</summary>
/// <param name="Reason">Why it cannot run on them; null where it can, or nothing tells.</param>
/// <param name="Remedy">What to do about that.</param>
/// <param name="Caveats">What holds it back where it can run.</param>
internal sealed record DeviceFinding(string? Reason, string? Remedy, IReadOnlyList<string> Caveats)
{
    public static DeviceFinding Nothing { get; } = new(null, null, []);

    public static DeviceFinding Problem(string reason, string remedy) => new(reason, remedy, []);
}
