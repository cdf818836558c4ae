using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

/// <summary>Many callers on one session each get their own results.</summary>
public sealed class ConcurrencyTests
{
    [Theory]
    [InlineData(8, 8)]
    [InlineData(8, 2)]
    [InlineData(3, 1)]
    public async Task Every_caller_gets_its_own_result(int callers, int pooled)
    {
        var options = new ModelSessionOptions { Providers = ProviderSelection.Cpu, Threads = 1, MaxPooledBindings = pooled };
        using ModelSession session = ModelSession.Load(TestModel.Double("n,64"), "double", options);
        using var start = new Barrier(callers);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                for (int i = 0; i < 200; i++)
                {
                    using IoBinding io = session.Rent();
                    int rows = 1 + (caller + i) % 5;
                    io.Input().Reshape(rows, 64);
                    io.Input().AsSpan<float>().Fill(1000 * caller + i);
                    io.Run();
                    Assert.Equal([rows, 64], io.Output().Shape);
                    Assert.False(io.Output().AsSpan<float>().ContainsAnyExcept(2f * (1000 * caller + i)));
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
    }

    [Fact]
    public async Task A_real_model_gives_every_thread_what_it_gives_one()
    {
        var options = new ModelSessionOptions { Providers = ProviderSelection.Cpu, Threads = 1, MaxPooledBindings = 2 };
        using ModelSession session = ModelSession.Load(TestData.Path("models/mnist.onnx"), options);
        float[][] expected = [.. Enumerable.Range(0, 6).Select(seed => Infer(session, seed))];
        Assert.NotEqual(expected[0], expected[1]);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => Task.Run(
            () =>
            {
                for (int i = 0; i < 100; i++) Assert.Equal(expected[(seed + i) % 6], Infer(session, (seed + i) % 6));
            },
            TestContext.Current.CancellationToken)));

        static float[] Infer(ModelSession session, int seed)
        {
            using IoBinding io = session.Rent();
            ShapeTests.FillWithNoise(io.Input().AsSpan<float>(), seed);
            io.Run();
            return io.Output().AsSpan<float>().ToArray();
        }
    }

    [Fact]
    public void Leases_held_at_once_have_memory_of_their_own()
    {
        var options = new ModelSessionOptions { Providers = ProviderSelection.Cpu, MaxPooledBindings = 1 };
        using ModelSession session = ModelSession.Load(TestModel.Double("1"), "double", options);
        IoBinding[] leases = [.. Enumerable.Range(0, 5).Select(_ => session.Rent())];
        for (int i = 0; i < leases.Length; i++) leases[i].Input().AsSpan<float>()[0] = i;
        foreach (IoBinding io in leases) io.Run();
        for (int i = 0; i < leases.Length; i++) Assert.Equal(2 * i, leases[i].Output().AsSpan<float>()[0]);
        foreach (IoBinding io in leases) io.Dispose();
        Assert.Equal(5, leases.Distinct().Count());
    }
}
