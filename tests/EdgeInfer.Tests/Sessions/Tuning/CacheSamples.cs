using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions.Tuning;

/// <summary>Results to remember.</summary>
internal static class CacheSamples
{
    public static TuneKey Key { get; } = TuneKey.Of(
        new ModelFingerprint("0123", 4567, []), new ModelSessionOptions { Providers = ProviderSelection.Auto }, "1.0", "a machine");

    public static TuneResult Result(string winner, int runs = 100)
    {
        var trial = new TuneTrial(new TrialSettings(winner, 2, false), TrialStatus.Timed, null, TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(4), TimeSpan.FromMilliseconds(5), runs);
        var plain = new TuneTrial(new TrialSettings("cpu"), TrialStatus.Timed, null, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(6), TimeSpan.FromMilliseconds(7), runs);
        var rejected = new TuneTrial(new TrialSettings("webgpu"), TrialStatus.Rejected, "differs");
        return new TuneResult
        {
            Model = "model.onnx",
            Winner = trial,
            Default = plain,
            Trials = [plain, trial, rejected],
            Inputs = ["x: float32 [1]"],
            TunedAt = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
        };
    }

    public static string? Remember(string folder, string winner, int runs = 100) => new TuneCache(folder).Remember(Key, Result(winner, runs), out _);
}
