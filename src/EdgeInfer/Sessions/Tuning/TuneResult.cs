using System.Globalization;
using System.Text;

namespace EdgeInfer.Sessions;

/// <summary>Which way of running a model won on this machine, and every way that was tried.</summary>
public sealed record TuneResult
{
    /// <summary>The model's file name, or the name given with its bytes.</summary>
    public required string Model { get; init; }

    /// <summary>The way that won, by what one in ten of its slices goes below: other programs only ever add time. Ways within 2 % of the fastest count as equal; of those the one nearest to the defaults wins.</summary>
    public required TuneTrial Winner { get; init; }

    /// <summary>How the model runs where nothing is tuned; null where that way did not work.</summary>
    public TuneTrial? Default { get; init; }

    /// <summary>Every way, in the order in which they were considered.</summary>
    public required IReadOnlyList<TuneTrial> Trials { get; init; }

    /// <summary>What the model was fed with: <c>images: float32 [1, 3, 224, 224]</c>.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>How long the trials took together.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>When they were made.</summary>
    public DateTimeOffset TunedAt { get; init; }

    /// <summary>True where nothing was tried because an earlier winner was remembered.</summary>
    public bool IsFromCache { get; init; }

    /// <summary>The file that remembers the winner; null where it is not remembered.</summary>
    public string? RememberedIn { get; init; }

    /// <summary>Why it is not remembered; null where it is.</summary>
    public string? NotRememberedBecause { get; init; }

    /// <summary>What else is to be known, such as a file of winners that could not be read; mostly empty.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>False where the default could not be compared, so that nothing is known to be faster.</summary>
    internal bool IsConclusive { get; init; } = true;

    /// <summary>A few words for the report of what runs a model: <c>tuned: 3.1 ms against 4.9 ms of the default, on 2026-11-21</c>.</summary>
    internal string Reason => string.Create(
        CultureInfo.InvariantCulture, $"tuned: {Milliseconds(Winner)}{(Default is null || Default.Settings == Winner.Settings ? "" : $" against {Milliseconds(Default)} of the default")}, on {TunedAt:yyyy-MM-dd}");

    /// <summary>A table, a line for each trial, the winner marked.</summary>
    public override string ToString()
    {
        int width = Trials.Max(static t => t.Settings.ToString().Length);
        var text = new StringBuilder();
        text.Append(' ', width + 4).Append("   median       p90       cpu  runs\n");
        foreach (TuneTrial trial in Trials)
        {
            text.Append(trial.Settings == Winner.Settings ? "* " : "  ").Append(trial.Settings.ToString().PadRight(width)).Append("  ");
            if (trial.Status != TrialStatus.Timed) text.Append(TuneTrial.Describe(trial.Status)).Append(": ").Append(trial.Reason);
            else
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"{trial.Median.TotalMilliseconds,9:0.000} {trial.P90.TotalMilliseconds,9:0.000} {trial.ProcessorTime.TotalMilliseconds,9:0.000} {trial.Runs,5}");
                if (trial.Reason is not null) text.Append("  ").Append(trial.Reason);
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Milliseconds(TuneTrial trial) =>
        trial.Median.TotalMilliseconds.ToString(trial.Median.TotalMilliseconds < 1 ? "0.000" : "0.0", CultureInfo.InvariantCulture) + " ms";
}
