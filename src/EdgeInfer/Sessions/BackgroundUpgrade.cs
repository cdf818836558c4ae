using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>
/// Prepares a better provider on a thread of its own while the CPU serves, makes one real call on both, and lets the session go
/// over to the better one if it gives the same and is no slower.
/// </summary>
internal sealed class BackgroundUpgrade : IDisposable
{
    private const int WarmUpRuns = 2;
    private const int TimedRuns = 7;
    // Callers keep the processor busy meanwhile, so that one bad look proves nothing.
    private const int Looks = 3;
    private const double NoSlower = 1.1;
    // Below this nobody would notice.
    private const double SlackMilliseconds = 0.05;

    private readonly ModelSession _session;
    private readonly ModelLoader _loader;
    private readonly LoadedModel _stopgap;
    private readonly SessionLog _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _sampled = new();
    private CallSample? _sample;
    private volatile bool _wantsSample;

    /// <param name="session">Runs on the stopgap.</param>
    /// <param name="loader">Nobody else's: a load may take minutes.</param>
    /// <param name="stopgap">What the session runs on now.</param>
    /// <param name="log">Told why a provider was not taken.</param>
    public BackgroundUpgrade(ModelSession session, ModelLoader loader, LoadedModel stopgap, SessionLog log) =>
        (_session, _loader, _stopgap, _log) = (session, loader, stopgap, log);

    /// <summary>Whether <see cref="Offer"/> would be welcome.</summary>
    public bool WantsSample => _wantsSample;

    public void Start() => new Thread(Work) { IsBackground = true, Name = $"EdgeInfer: a better provider for {_session.Name}", Priority = ThreadPriority.BelowNormal }.Start();

    /// <summary>Does not wait: the thread ends, and frees what it has loaded, as soon as ONNX Runtime lets it.</summary>
    public void Dispose() => _stop.Cancel();

    /// <summary>A call that has just been made on the stopgap.</summary>
    public void Offer(IoBuffers call)
    {
        if (call.Loaded != _stopgap || CallSample.Capture(call, TrialPrecision.Float16) is not { } sample) return;
        if (Interlocked.CompareExchange(ref _sample, sample, null) is not null) return;
        _wantsSample = false;
        _sampled.Set();
    }

    private void Work()
    {
        for (int rank = 0; rank < _stopgap.Rank && !_stop.IsCancellationRequested; rank++)
        {
            string provider = _loader.Candidate(rank).Name;
            LoadedModel? next = null;
            try
            {
                next = _loader.TryLoad(rank, "prepared in the background", _stop.Token);
                if (next is null) continue;
                CallSample sample = AwaitSample();
                if (WhyNot(next, sample) is { } reason)
                {
                    _log.UpgradeRefused(provider, reason);
                }
                else if (_session.TryUpgrade(_stopgap, next))
                {
                    next = null;
                    break;
                }
            }
            catch (OperationCanceledException)
            {
                break;
            }
#pragma warning disable CA1031 // Whatever goes wrong here, the session runs on as it is; an exception would end the process.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _log.UpgradeRefused(provider, e is OnnxRuntimeException error ? OnnxRuntimeError.Describe(error) : e.Message);
            }
            finally
            {
                next?.Leave();
            }
        }

        _wantsSample = false;
    }

    private CallSample AwaitSample()
    {
        if (_sample is null) _wantsSample = true;
        _sampled.Wait(_stop.Token);
        return _sample!;
    }

    /// <returns>Why not to go over, in words; null where everything speaks for it, which the model's choice then says.</returns>
    private string? WhyNot(LoadedModel next, CallSample sample)
    {
        if (!next.TryEnter()) return "it is gone already";
        using IoBuffers there = IoBuffers.Create(_session, next);
        if (!_stopgap.TryEnter()) throw new OperationCanceledException();
        using IoBuffers here = IoBuffers.Create(_session, _stopgap);

        for (int i = 0; i < WarmUpRuns; i++)
        {
            sample.Run(there, _stop.Token);
            sample.Run(here, _stop.Token);
        }

        if (sample.Difference(there) is { } difference) return difference;

        string comparison = "";
        for (int look = 0; look < Looks; look++)
        {
            double thereMs = double.MaxValue, hereMs = double.MaxValue;
            for (int i = 0; i < TimedRuns; i++)
            {
                thereMs = Math.Min(thereMs, Time(sample, there));
                hereMs = Math.Min(hereMs, Time(sample, here));
            }

            comparison = string.Create(CultureInfo.InvariantCulture, $"{thereMs:0.###} ms against {hereMs:0.###} ms on {_stopgap.Choice.Name}");
            if (thereMs > hereMs * NoSlower + SlackMilliseconds) continue;
            next.Choice = next.Choice.With($"prepared in the background; {comparison}");
            return null;
        }

        return $"it is slower: {comparison}";
    }

    private double Time(CallSample sample, IoBuffers buffers)
    {
        long start = Stopwatch.GetTimestamp();
        sample.Run(buffers, _stop.Token);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
