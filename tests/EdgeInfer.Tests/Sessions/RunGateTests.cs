using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

/// <summary>How many may run at once, and that waiting can be given up.</summary>
[Collection(ProcessWideCounters.Collection)]
public sealed class RunGateTests
{

    [Theory]
    [InlineData(ProviderConcurrency.Free, true, true)]
    [InlineData(ProviderConcurrency.OnePerSession, false, true)]
    [InlineData(ProviderConcurrency.OnePerProcess, false, false)]
    public void The_gate_lets_in_as_many_as_the_provider_stands(ProviderConcurrency concurrency, bool twiceInOneSession, bool inTwoSessions)
    {
        using var session = new RunGate(concurrency);
        using var other = new RunGate(concurrency);
        session.Enter(CancellationToken.None);
        try
        {
            Assert.Equal(twiceInOneSession, CanEnter(session, expected: twiceInOneSession));
            Assert.Equal(inTwoSessions, CanEnter(other, expected: inTwoSessions));
        }
        finally
        {
            session.Exit();
        }

        Assert.True(CanEnter(session, expected: true));
        Assert.True(CanEnter(other, expected: true));
    }

    [Fact]
    public void Disposing_one_session_leaves_the_process_gate_to_the_others()
    {
        new RunGate(ProviderConcurrency.OnePerProcess).Dispose();
        using var other = new RunGate(ProviderConcurrency.OnePerProcess);
        Assert.True(CanEnter(other, expected: true));
    }

    // On a thread of its own, so that a gate which counts threads is found out too.
    private static bool CanEnter(RunGate gate, bool expected)
    {
        using var source = new CancellationTokenSource();
        bool entered = false;
        var thread = new Thread(() =>
        {
            try
            {
                gate.Enter(source.Token);
                entered = true;
                gate.Exit();
            }
            catch (OperationCanceledException)
            {
            }
        });
        thread.Start();
        if (!thread.Join(expected ? TimeSpan.FromSeconds(30) : TimeSpan.FromMilliseconds(50))) source.Cancel();
        thread.Join();
        return entered;
    }
}
