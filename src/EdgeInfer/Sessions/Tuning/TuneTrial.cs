using System.Globalization;

namespace EdgeInfer.Sessions;

/// <summary>One way to run the model, and what came of trying it.</summary>
/// <param name="Settings">What was tried.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Reason">Why, where it was not timed or stands out; else null.</param>
/// <param name="Median">
/// Of one inference; zero where it was not timed. With several callers (<see cref="Providers.ProviderPolicy.Throughput"/>) the time divided by the
/// inferences done in it.
/// </param>
/// <param name="P90">Nine of ten inferences took no longer.</param>
/// <param name="ProcessorTime">Processor time of one inference, all threads of the process together; the mean.</param>
/// <param name="Runs">Inferences timed.</param>
public sealed record TuneTrial(
    TrialSettings Settings, TrialStatus Status, string? Reason, TimeSpan Median = default, TimeSpan P90 = default, TimeSpan ProcessorTime = default, int Runs = 0)
{
    /// <inheritdoc/>
    public override string ToString() => Status == TrialStatus.Timed
        ? string.Create(CultureInfo.InvariantCulture, $"{Settings}: {Median.TotalMilliseconds:0.000} ms (p90 {P90.TotalMilliseconds:0.000}, {Runs} runs)")
        : $"{Settings}: {Describe(Status)}, {Reason}";

    internal static string Describe(TrialStatus status) => status switch
    {
        TrialStatus.TimedOut => "timed out",
        TrialStatus.NotTried => "not tried",
        _ => status.ToString().ToLowerInvariant(),
    };
}
