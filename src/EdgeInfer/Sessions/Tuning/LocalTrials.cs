namespace EdgeInfer.Sessions;

/// <summary>Trials in this process, for providers that do not take it down: ONNX Runtime's own kernels and XNNPACK's.</summary>
internal sealed class LocalTrials(TrialSetup setup) : ITrialLane
{
    private readonly TrialBench _bench = new(setup);

    /// <summary>Takes over a session that has been opened already: the reference's.</summary>
    public void Adopt(int id, TrialSession session) => _bench.Add(id, session);

    public double Open(int id, TrialSettings settings, TimeSpan limit, CancellationToken cancellationToken) =>
        Limited(limit, token => _bench.Open(id, settings, token), cancellationToken);

    public TrialSlice Time(int id, int runs, bool warmUp, TimeSpan limit, CancellationToken cancellationToken) =>
        Limited(limit, token => _bench.Time(id, runs, warmUp, token), cancellationToken);

    public void Close(int id) => _bench.Close(id);

    public void Dispose() => _bench.Dispose();

    /// <summary>A run ends between operators; loading a model cannot be interrupted.</summary>
    private static T Limited<T>(TimeSpan limit, Func<CancellationToken, T> step, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(limit);
        try
        {
            return step(limited.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TrialException(TrialStatus.TimedOut, TrialWords.TimedOut(limit));
        }
    }
}
