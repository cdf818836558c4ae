using System.Diagnostics;

namespace EdgeInfer.Build;

/// <summary>
/// One line per step on standard error, so that standard output stays with the programs started. On a
/// terminal the line of a running step is rewritten in place; elsewhere a long step says now and then that it
/// is alive.
/// </summary>
internal sealed class Progress
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(15);

    private readonly TextWriter _writer = Console.Error;
    private readonly bool _terminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    public void Note(string text) => _writer.WriteLine($"  {text}");

    public void Warn(string text) => _writer.WriteLine($"warning: {text}");

    /// <summary>Shows <paramref name="what"/> while <paramref name="work"/> runs, then how long it took.</summary>
    /// <param name="what">What is done, without a full stop.</param>
    /// <param name="work">The work; it may report a fraction (0..1) from any thread.</param>
    public async Task<T> StepAsync<T>(string what, Func<IProgress<double>, Task<T>> work)
    {
        var clock = Stopwatch.StartNew();
        var fraction = new Fraction();
        if (!_terminal)
        {
            Note(what + " ...");
        }

        using (var ended = new CancellationTokenSource())
        {
            Task ticker = TickAsync(what, fraction, clock, ended.Token);
            try
            {
                T result = await work(fraction);
                await EndAsync(ended, ticker);
                Note($"{what}: {clock.Elapsed.TotalSeconds:0.0} s");
                return result;
            }
            catch
            {
                await EndAsync(ended, ticker);
                throw;
            }
        }
    }

    public Task StepAsync(string what, Func<IProgress<double>, Task> work) =>
        StepAsync(what, async fraction =>
        {
            await work(fraction);
            return true;
        });

    private async Task EndAsync(CancellationTokenSource ended, Task ticker)
    {
        await ended.CancelAsync();
        await ticker;
        if (_terminal)
        {
            _writer.Write("\r\e[K");
        }
    }

    private async Task TickAsync(string what, Fraction fraction, Stopwatch clock, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(_terminal ? TerminalInterval : LogInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                string done = fraction.Value > 0 ? $"{fraction.Value:P0}, " : "";
                string line = $"  {what}: {done}{clock.Elapsed.TotalSeconds:0} s";
                if (_terminal)
                {
                    _writer.Write($"\r{line}\e[K");
                }
                else
                {
                    _writer.WriteLine(line);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The step is over.
        }
    }

    private sealed class Fraction : IProgress<double>
    {
        private double _value;

        public double Value => Volatile.Read(ref _value);

        public void Report(double value) => Volatile.Write(ref _value, value);
    }
}
