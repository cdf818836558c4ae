using System.Diagnostics;

namespace EdgeInfer.Sessions;

/// <summary>How much of the budget is left.</summary>
internal sealed class TrialClock(TimeSpan budget)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    public TimeSpan Budget => budget;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    public TimeSpan Left => budget - Elapsed;

    public bool IsOver => Left <= TimeSpan.Zero;

    /// <summary>What is left of a part of the budget, counted from its start; never negative.</summary>
    public TimeSpan LeftOf(double part)
    {
        TimeSpan left = (budget * part) - Elapsed;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
