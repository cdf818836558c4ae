using System.Diagnostics;

namespace EdgeInfer.Providers;

/// <summary>A call that may never come back, such as one into a driver, on a thread of its own.</summary>
/// <remarks>
/// A driver that hangs cannot be stopped, only left behind: its thread ends with the process. Thread-safe.
/// </remarks>
internal sealed class TimedCall<T>
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts it.</summary>
    public TimedCall(string name, Func<T> call)
    {
        // Not one of the pool's, where a few that hang would hold up everybody.
        var thread = new Thread(() =>
        {
            try
            {
                _result.TrySetResult(call());
            }
#pragma warning disable CA1031 // Whatever goes wrong in a driver is a finding; it must not end the process.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _result.TrySetException(e);
            }
        });
        thread.IsBackground = true;
        thread.Name = $"EdgeInfer asks {name}";
        thread.Start();
    }

    /// <summary>Whether it has come back.</summary>
    public bool IsDone => _result.Task.IsCompleted;

    /// <summary>Waits until so long after its start, not after now: who asks again does not wait again.</summary>
    /// <returns>False where there is no answer yet.</returns>
    /// <exception cref="Exception">Whatever the call threw.</exception>
    public bool TryGet(TimeSpan limit, out T? value)
    {
        TimeSpan left = limit - Stopwatch.GetElapsedTime(_started);
        bool done = _result.Task.IsCompleted || (left > TimeSpan.Zero && Task.WaitAny([_result.Task], left) == 0);
        value = done ? _result.Task.GetAwaiter().GetResult() : default;
        return done;
    }
}
