using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

/// <summary>A cancelled run throws, and neither the lease nor the session suffers.</summary>
public sealed class CancellationTests
{
    private static readonly ModelSessionOptions Cpu = new() { Providers = ProviderSelection.Cpu, Threads = 1 };

    [Fact]
    public void A_token_cancelled_before_the_run_stops_it()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("2"), "double", Cpu);
        using IoBinding io = session.Rent();
        var cancelled = new CancellationToken(canceled: true);
        Assert.Equal(cancelled, Assert.Throws<OperationCanceledException>(() => io.Run(cancelled)).CancellationToken);
        io.Input().AsSpan<float>().Fill(4);
        io.Run();
        Assert.Equal([8, 8], io.Output().AsSpan<float>());
    }

    [Fact]
    public void A_run_under_way_is_stopped_and_the_lease_stays_usable()
    {
        // Some 2,000 products of milliseconds each: only a run that is stopped in the middle throws; one that goes on to the
        // end, ten seconds or more later, does not.
        using ModelSession session = ModelSession.Load(TestModel.Slow(products: 2000), "slow", Cpu);
        using IoBinding io = session.Rent();
        io.Input().Reshape(600, 600);
        using (var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100)))
        {
            var error = Assert.Throws<OperationCanceledException>(() => io.Run(source.Token));
            Assert.Equal(source.Token, error.CancellationToken);
        }

        Assert.Throws<InvalidOperationException>(() => io.Output().GetValue());

        using var never = new CancellationTokenSource();
        io.Input().Reshape(2, 2);
        io.Run(never.Token);
        Assert.Equal(4, io.Output().AsSpan<float>().Length);
    }

    [Fact]
    public async Task Cancelling_one_caller_leaves_the_others_alone()
    {
        using ModelSession session = ModelSession.Load(TestModel.Slow(products: 20), "slow", Cpu);
        float[] expected = Infer(session, CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                using var source = new CancellationTokenSource();
                if (caller % 2 == 0) source.CancelAfter(TimeSpan.FromMilliseconds(i % 10));
                try
                {
                    Assert.Equal(expected, Infer(session, source.Token));
                }
                catch (OperationCanceledException) when (caller % 2 == 0)
                {
                }
            }
        }, TestContext.Current.CancellationToken)));
        Assert.Equal(expected, Infer(session, CancellationToken.None));

        static float[] Infer(ModelSession session, CancellationToken cancellationToken)
        {
            using IoBinding io = session.Rent();
            io.Input().Reshape(200, 200);
            Span<float> input = io.Input().AsSpan<float>();
            for (int i = 0; i < input.Length; i++) input[i] = (i % 7 - 3) * 0.01f;
            io.Run(cancellationToken);
            return io.Output().AsSpan<float>().ToArray();
        }
    }

    [Fact]
    public void A_token_cancelled_after_the_run_changes_nothing()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("2"), "double", Cpu);
        using IoBinding io = session.Rent();
        using var source = new CancellationTokenSource();
        io.Input().AsSpan<float>().Fill(1);
        io.Run(source.Token);
        source.Cancel();
        Assert.Equal([2, 2], io.Output().AsSpan<float>());
        io.Run();
        Assert.Equal([2, 2], io.Output().AsSpan<float>());
    }
}
