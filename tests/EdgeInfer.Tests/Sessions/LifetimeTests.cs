using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

/// <summary>Who disposes what, when, and what happens to those who come too late.</summary>
[Collection(ProcessWideCounters.Collection)]
public sealed class LifetimeTests
{
    private static readonly ModelSessionOptions Cpu = new() { Providers = ProviderSelection.Cpu, Threads = 1, MaxPooledBindings = 2 };

    [Fact]
    public void A_lease_outlives_the_session_it_came_from()
    {
        int before = NativeBuffer.LiveCount;
        ModelSession session = ModelSession.Load(TestModel.Double("2"), "double", Cpu);
        IoBinding io = session.Rent();
        session.Dispose();

        Assert.Throws<ObjectDisposedException>(() => session.Rent());
        io.Input().AsSpan<float>().Fill(3);
        io.Run();
        Assert.Equal([6, 6], io.Output().AsSpan<float>());
        Assert.True(NativeBuffer.LiveCount > before);
        io.Dispose();
        Assert.Equal(before, NativeBuffer.LiveCount);
        Assert.ThrowsAny<ObjectDisposedException>(() => io.Run());
    }

    [Fact]
    public void Disposing_twice_does_nothing()
    {
        ModelSession session = ModelSession.Load(TestModel.Double("2"), "double", Cpu);
        IoBinding io = session.Rent();
        io.Dispose();
        io.Dispose();
        IoBinding other = session.Rent();
        io.Dispose();
        other.Run();
        other.Dispose();
        session.Dispose();
        session.Dispose();
        other.Dispose();
        default(IoBinding).Dispose();
    }

    [Fact]
    public void A_lease_given_back_is_dead_in_every_copy()
    {
        using ModelSession session = ModelSession.Load(TestModel.Double("2"), "double", Cpu);
        IoBinding io = session.Rent();
        IoBinding copy = io;
        Assert.True(io == copy);
        io.Run();
        InputTensor input = io.Input();
        OutputTensor output = io.Output();
        io.Dispose();

        AssertDead(copy);
        AssertDead(io);
        AssertDead(default);
        AssertTensorsDead(input, output);

        // The same buffers, a new lease: the old one must not come back to life with it.
        using IoBinding next = session.Rent();
        next.Run();
        Assert.True(next != copy);
        AssertDead(copy);
        AssertTensorsDead(input, output);
        copy.Dispose();
        next.Run();
    }

    [Fact]
    public void All_native_buffers_are_freed()
    {
        int before = NativeBuffer.LiveCount;
        foreach (byte[] model in new[] { TestModel.Double("4"), TestModel.Double("n"), TestModel.NonZero("4") })
        {
            using ModelSession session = ModelSession.Load(model, "model", Cpu);
            IoBinding[] leases = [.. Enumerable.Range(0, 5).Select(_ => session.Rent())];
            foreach (IoBinding io in leases)
            {
                io.Input().Reshape(4);
                io.Run();
                io.Run();
            }

            Assert.True(NativeBuffer.LiveCount >= before + 5);
            foreach (IoBinding io in leases) io.Dispose();
            // Two sets are kept in the pool.
            Assert.InRange(NativeBuffer.LiveCount, before + 2, before + 4);
        }

        Assert.Equal(before, NativeBuffer.LiveCount);
    }

    [Fact]
    public void Failed_runs_and_shapes_leave_nothing_behind()
    {
        int before = NativeBuffer.LiveCount;
        using (ModelSession session = ModelSession.Load(TestModel.Double("2,n"), "model", Cpu))
        {
            for (int i = 0; i < 10; i++)
            {
                using IoBinding io = session.Rent();
                Assert.Throws<ModelMismatchException>(() => io.Input().Reshape(3, 3));
                Assert.Throws<InvalidOperationException>(() => io.Run());
                io.Input().Reshape(2, 5);
                Assert.Throws<OperationCanceledException>(() => io.Run(new CancellationToken(canceled: true)));
            }
        }

        Assert.Throws<ModelLoadException>(() => ModelSession.Load([8, 7, 6, 5], "nonsense", Cpu));
        Assert.Equal(before, NativeBuffer.LiveCount);
    }

    [Fact]
    public async Task Disposing_while_others_run_frees_everything_once()
    {
        int before = NativeBuffer.LiveCount;
        for (int round = 0; round < 20; round++)
        {
            ModelSession session = ModelSession.Load(TestModel.Double("64,64"), "double", Cpu);
            using var started = new CountdownEvent(4);
            Task[] callers = [.. Enumerable.Range(0, 4).Select(caller => Task.Factory.StartNew(
                () =>
                {
                    bool first = true;
                    try
                    {
                        while (true)
                        {
                            using IoBinding io = session.Rent();
                            io.Input().AsSpan<float>().Fill(caller);
                            io.Run();
                            Assert.Equal(2 * caller, io.Output().AsSpan<float>()[^1]);
                            if (first) started.Signal();
                            first = false;
                        }
                    }
                    catch (ObjectDisposedException)
                    {
                        Assert.False(first);
                    }
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default))];
            started.Wait(TestContext.Current.CancellationToken);
            session.Dispose();
            await Task.WhenAll(callers);
            Assert.Equal(before, NativeBuffer.LiveCount);
        }
    }

    private static void AssertDead(IoBinding io)
    {
        Assert.Throws<ObjectDisposedException>(() => io.Run());
        Assert.Throws<ObjectDisposedException>(() => io.Input().AsBytes().Clear());
        Assert.Throws<ObjectDisposedException>(() => io.Input("x").AsBytes().Clear());
        Assert.Throws<ObjectDisposedException>(() => io.Output().GetValue());
        Assert.Throws<ObjectDisposedException>(() => io.Output("y").GetValue());
    }

    // Ref structs cannot be captured by a lambda.
    private static void AssertTensorsDead(InputTensor input, OutputTensor output)
    {
        int thrown = 0;
        try { _ = input.AsSpan<float>(); } catch (ObjectDisposedException) { thrown++; }
        try { _ = input.AsBytes(); } catch (ObjectDisposedException) { thrown++; }
        try { input.Reshape(2); } catch (ObjectDisposedException) { thrown++; }
        try { _ = output.AsSpan<float>(); } catch (ObjectDisposedException) { thrown++; }
        try { _ = output.Shape; } catch (ObjectDisposedException) { thrown++; }
        try { _ = output.GetValue(); } catch (ObjectDisposedException) { thrown++; }
        Assert.Equal(6, thrown);
    }
}
