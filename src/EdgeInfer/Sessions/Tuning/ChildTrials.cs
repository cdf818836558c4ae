using System.Collections.Concurrent;
using System.Diagnostics;

namespace EdgeInfer.Sessions;

/// <summary>Trials in a child process, one child for a provider. A child that crashes or hangs is replaced by another when it is next needed.</summary>
internal sealed class ChildTrials(TrialSetup setup, ChildCommand command) : ITrialLane
{
    private static readonly TimeSpan UntilDead = TimeSpan.FromSeconds(5);

    private readonly Dictionary<int, TrialSettings> _opened = [];
    private readonly HashSet<int> _lost = [];
    private Child? _child;

    public double Open(int id, TrialSettings settings, TimeSpan limit, CancellationToken cancellationToken)
    {
        var clock = new TrialClock(limit);
        Start(clock, limit, cancellationToken);
        double milliseconds = Ask(new TrialRequest { Open = new TrialOpen(id, settings) }, clock, limit, cancellationToken).Opened
            ?? throw new TrialException(TrialStatus.Failed, "its process gave an answer to another question");
        _opened[id] = settings;
        return milliseconds;
    }

    public TrialSlice Time(int id, int runs, bool warmUp, TimeSpan limit, CancellationToken cancellationToken)
    {
        // It was open in a child that another trial has taken down.
        if (_lost.Remove(id)) Open(id, _opened[id], limit, cancellationToken);
        return Ask(new TrialRequest { Time = new TrialTime(id, runs, warmUp) }, new TrialClock(limit), limit, cancellationToken).Timed
            ?? throw new TrialException(TrialStatus.Failed, "its process gave an answer to another question");
    }

    public void Close(int id)
    {
        if (!_opened.Remove(id) || _lost.Remove(id) || _child is not { } child) return;
        // Nobody waits for it: what comes next shows whether the child is still there.
        child.Send(TrialWire.Encode(new TrialRequest { Close = id }), UntilDead);
    }

    public void Dispose() => End();

    private void Start(TrialClock clock, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (_child is not null) return;
        _child = new Child(command);
        var begin = new TrialBegin(
            setup.Model.Path!, setup.Options.Policy, setup.Options.Threads, new Dictionary<string, string>(setup.Options.ConfigEntries),
            new Dictionary<string, long[]>(setup.InputShapes), setup.Reference.Precision,
            [.. setup.Reference.Outputs.Select(static o => new TrialBlock(o.Type, o.Shape, o.Data.Length))]);
        Send(TrialWire.Encode(new TrialRequest { Begin = begin }), clock, limit, cancellationToken);
        foreach (ReferenceOutput output in setup.Reference.Outputs) Send(output.Data, clock, limit, cancellationToken);
    }

    private TrialReply Ask(TrialRequest request, TrialClock clock, TimeSpan limit, CancellationToken cancellationToken)
    {
        Send(TrialWire.Encode(request), clock, limit, cancellationToken);
        try
        {
            TimeSpan left = clock.Left > TimeSpan.Zero ? clock.Left : TimeSpan.Zero;
            if (!_child!.Replies.TryTake(out TrialReply? reply, (int)left.TotalMilliseconds, cancellationToken)) throw Broken(_child.Replies.IsCompleted, limit);
            return reply.Problem is { } problem ? throw new TrialException(problem, reply.Reason ?? "for no stated reason") : reply;
        }
        catch (OperationCanceledException)
        {
            End();
            throw;
        }
    }

    private void Send(byte[] data, TrialClock clock, TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (data.Length > 0 && _child!.Send(data, clock.Left) is var sent and not true) throw Broken(ended: sent is false, limit);
    }

    /// <summary>Says whether the child died or hangs, and leaves none behind.</summary>
    private TrialException Broken(bool ended, TimeSpan limit)
    {
        Child child = _child!;
        // Its pipes end a moment before the process does.
        var problem = ended && child.WaitForExit(UntilDead)
            ? new TrialException(TrialStatus.Crashed, TrialWords.Ended(child.ExitCode, OperatingSystem.IsWindows(), child.LastWords))
            : new TrialException(TrialStatus.TimedOut, TrialWords.TimedOut(limit));
        End();
        return problem;
    }

    private void End()
    {
        _child?.Dispose();
        _child = null;
        _lost.UnionWith(_opened.Keys);
    }

    /// <summary>One process and its pipes.</summary>
    private sealed class Child : IDisposable
    {
        private const int MaxLastWords = 400;

        private readonly Process _process;
        private readonly Queue<string> _errors = new();

        public Child(ChildCommand command)
        {
            var start = new ProcessStartInfo(command.File, command.Arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                CreateNoWindow = true,
            };
            try
            {
                _process = Process.Start(start)!;
            }
            catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException or PlatformNotSupportedException)
            {
                throw new TrialException(TrialStatus.NotTried, $"no child process could be started with {command.File}: {e.Message}");
            }

            _process.OutputDataReceived += (_, line) =>
            {
                if (line.Data is null) Replies.CompleteAdding();
                else if (TrialWire.ParseReply(line.Data) is { } reply) Replies.Add(reply);
            };
            _process.ErrorDataReceived += (_, line) =>
            {
                if (string.IsNullOrWhiteSpace(line.Data)) return;
                lock (_errors)
                {
                    _errors.Enqueue(line.Data.Trim());
                    if (_errors.Count > 3) _errors.Dequeue();
                }
            };
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public BlockingCollection<TrialReply> Replies { get; } = [];

        public int ExitCode => _process.ExitCode;

        public string LastWords
        {
            get
            {
                lock (_errors)
                {
                    string words = string.Join(" | ", _errors);
                    return words.Length <= MaxLastWords ? words : string.Concat(words.AsSpan(0, MaxLastWords), "…");
                }
            }
        }

        public bool WaitForExit(TimeSpan limit) => _process.WaitForExit(limit);

        /// <returns>False where the child is no longer there; null where it does not take it in time.</returns>
        public bool? Send(byte[] data, TimeSpan limit)
        {
            if (limit <= TimeSpan.Zero) return null;
            Stream pipe = _process.StandardInput.BaseStream;
            // On a thread of its own: a pipe that nobody reads blocks its writer, until the child is ended.
            Task<bool> sending = Task.Run(() =>
            {
                try
                {
                    pipe.Write(data);
                    pipe.Flush();
                    return true;
                }
                catch (Exception e) when (e is IOException or ObjectDisposedException)
                {
                    return false;
                }
            });
            return sending.Wait(limit) ? sending.Result : null;
        }

        public void Dispose()
        {
            try
            {
                _process.Kill(entireProcessTree: true);
            }
            catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
            {
                // It has ended already.
            }

            _process.WaitForExit(UntilDead);
            _process.Dispose();
        }
    }
}
