namespace EdgeInfer.Sessions;

/// <summary>Opened trials in this process, by number: what both a local lane and a child's server do.</summary>
internal sealed class TrialBench(TrialSetup setup) : IDisposable
{
    private readonly Dictionary<int, TrialSession> _open = [];

    /// <summary>Called between the steps of a trial; tests put faults here.</summary>
    public TrialFault? Fault { get; init; }

    /// <returns>Milliseconds of a run.</returns>
    /// <exception cref="TrialException">The provider does not take the model, or gives other results than the reference.</exception>
    public double Open(int id, TrialSettings settings, CancellationToken cancellationToken) => Guard(() =>
    {
        Fault?.Opening(settings);
        var session = new TrialSession(setup.Model, settings, setup.Options, setup.InputShapes);
        try
        {
            double first = session.RunOnce(cancellationToken);
            TrialReference reference = Fault?.Comparing(settings, setup.Reference) ?? setup.Reference;
            if (session.Difference(reference) is { } difference) throw new TrialException(TrialStatus.Rejected, difference);
            // The first run allocates, compiles shaders and picks algorithms.
            double second = session.RunOnce(cancellationToken);
            _open.Add(id, session);
            return Math.Min(first, second);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    });

    /// <exception cref="TrialException">A run failed.</exception>
    public TrialSlice Time(int id, int runs, bool warmUp, CancellationToken cancellationToken) => Guard(() =>
    {
        Fault?.Timing(id);
        return _open[id].Time(runs, warmUp, cancellationToken);
    });

    /// <summary>The session of an opened trial, for as long as it is open.</summary>
    public TrialSession Session(int id) => _open[id];

    public void Add(int id, TrialSession session) => _open.Add(id, session);

    public void Close(int id)
    {
        if (_open.Remove(id, out TrialSession? session)) session.Dispose();
    }

    public void Dispose()
    {
        foreach (TrialSession session in _open.Values) session.Dispose();
        _open.Clear();
    }

    private static T Guard<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception e) when (e is EdgeInferException or OutOfMemoryException or Microsoft.ML.OnnxRuntime.OnnxRuntimeException)
        {
            throw new TrialException(TrialStatus.Failed, e.Message.ReplaceLineEndings(" "));
        }
    }
}
