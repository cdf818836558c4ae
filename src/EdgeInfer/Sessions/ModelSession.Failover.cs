using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

public sealed partial class ModelSession
{
    // Held while a model is loaded, which may take seconds; taken before _poolLock, never after.
    private readonly Lock _failoverLock = new();
    // Models loaded after a failure, by rank. One that has not proved itself yet stays for the next call that fails.
    private readonly LoadedModel?[] _standbys;
    // Null where no other provider may take over, so that the model's bytes need not be kept.
    private readonly ModelLoader? _loader;

    /// <summary>
    /// Raised when another provider has taken over: after a failure on the thread whose call failed, when that call has succeeded;
    /// after an upgrade on a background thread.
    /// </summary>
    /// <remarks>
    /// A provider that fails while it runs (device lost, out of memory) is retired for this session: the model is loaded on
    /// the next provider of those asked for, the call is made again there, and if that succeeds, every later call runs there
    /// too. A call that fails on every provider is the input's fault, and changes nothing. A single named provider has no
    /// next one. An exception thrown by a handler is logged and goes no further.
    /// </remarks>
    public event EventHandler<ProviderChangedEventArgs>? ProviderChanged;

    /// <summary>A model to make a failed call again on.</summary>
    /// <param name="failed">What the call failed on; its user must not have left it.</param>
    /// <param name="after">The last one tried.</param>
    /// <param name="error">What it failed with.</param>
    /// <returns>One that the caller must leave; null where there is no other.</returns>
    internal LoadedModel? Replacement(LoadedModel failed, LoadedModel after, OnnxRuntimeException error)
    {
        if (_loader is null) return null;
        lock (_failoverLock)
        {
            // Somebody else's call may have found a better one meanwhile.
            LoadedModel current = _current;
            if (after == failed && current != failed && current.TryEnter()) return current;

            for (int rank = after.Rank + 1; rank < _loader.CandidateCount; rank++)
            {
                if (_disposed) return null;
                _standbys[rank] ??= _loader.TryLoadAfter(failed, OnnxRuntimeError.Describe(error), rank);
                if (_standbys[rank] is { } standby && standby.TryEnter()) return standby;
            }

            return null;
        }
    }

    /// <summary>A call that failed on one has succeeded on the other: later calls go there.</summary>
    internal void Retire(LoadedModel failed, LoadedModel successor, OnnxRuntimeException error)
    {
        lock (_failoverLock)
        {
            if (!TrySwitch(failed, successor)) return;
            // The session's own use of the standby has become its use of the current one.
            _standbys[successor.Rank] = null;
        }

        string reason = OnnxRuntimeError.Describe(error);
        _log.Retired(failed.Choice.Name, successor.Choice.Name, reason);
        SessionMetrics.Retired(failed.Choice.Name, successor.Choice.Name);
        Announce(new ProviderChangedEventArgs(failed.Choice, successor.Choice, ProviderChangeCause.Failure, reason));
    }

    /// <summary>From now on leases are made for another model; those under way end on the one they have.</summary>
    private bool TrySwitch(LoadedModel from, LoadedModel to)
    {
        IoBuffers[] idle;
        lock (_poolLock)
        {
            if (_disposed || _current != from) return false;
            _current = to;
            idle = _pool[.._pooled];
            _pooled = 0;
        }

        foreach (IoBuffers buffers in idle) buffers.Dispose();
        from.Leave();
        return true;
    }

    /// <summary>The work on a better provider than the one that runs; null where there was none to do.</summary>
    internal BackgroundUpgrade? Upgrade { get; private set; }

    /// <returns>False where the session has been disposed, and the caller keeps <paramref name="better"/>.</returns>
    internal bool TryUpgrade(LoadedModel stopgap, LoadedModel better)
    {
        lock (_failoverLock)
        {
            if (!TrySwitch(stopgap, better)) return false;
        }

        _log.Upgraded(stopgap.Choice.Name, better.Choice);
        SessionMetrics.Upgraded(stopgap.Choice.Name, better.Choice.Name);
        Announce(new ProviderChangedEventArgs(stopgap.Choice, better.Choice, ProviderChangeCause.Upgrade, better.Choice.Reason));
        return true;
    }

    private void StartUpgrade(ModelLoader loader)
    {
        Upgrade = new BackgroundUpgrade(this, loader, _current, _log);
        Upgrade.Start();
    }

    private void Announce(ProviderChangedEventArgs change)
    {
        try
        {
            ProviderChanged?.Invoke(this, change);
        }
#pragma warning disable CA1031 // Whatever a handler throws must not lose the result of the call that brought us here.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _log.HandlerFailed(e);
        }
    }

    private void FreeStandbys()
    {
        lock (_failoverLock)
        {
            foreach (ref LoadedModel? standby in _standbys.AsSpan())
            {
                standby?.Leave();
                standby = null;
            }
        }
    }
}
