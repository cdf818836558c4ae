using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>Drivers that hang, and probes that throw.</summary>
public sealed class TimedProbesTests
{
    [Fact]
    public void A_driver_that_hangs_makes_its_provider_unavailable_and_no_other()
    {
        using var release = new ManualResetEventSlim();
        int asked = 0;
        FakeMachine machine = FakeMachine.WithCuda();
        machine.OnLoad = name =>
        {
            Interlocked.Increment(ref asked);
            release.Wait(TestContext.Current.CancellationToken);
            return true;
        };
        var probes = new TimedProbes(machine, TimeSpan.FromMilliseconds(100));
        ExecutionProvider cuda = CapabilityRegistry.Current.Find("cuda")!, cpu = CapabilityRegistry.Current.Find("cpu")!;

        ProviderStatus[] statuses = probes.Ask([cuda, cpu]);
        Assert.Equal("the probe got no answer from the driver or libraries of its device (NVIDIA GPU) within 0.1 s", statuses[0].Reason);
        Assert.Equal("ask again in a moment, since a sleeping device may take longer; if it stays so, restart the machine or reinstall the device's driver", statuses[0].Remedy);
        Assert.True(statuses[1].IsReady);

        // It is not asked a second time while it has not answered the first.
        Assert.False(probes.Ask(cuda).IsReady);
        Assert.True(asked <= 1, $"asked {asked} times");

        release.Set();
        // Now it answers; how soon is up to the machine.
        Assert.True(SpinWait.SpinUntil(() => probes.Ask(cuda).IsReady, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void A_probe_that_throws_is_a_status()
    {
        FakeMachine machine = FakeMachine.WithCuda();
        machine.OnLoad = static _ => throw new InvalidOperationException("broken\ndriver");
        ProviderStatus status = new TimedProbes(machine, TimeSpan.FromMinutes(1)).Ask(CapabilityRegistry.Current.Find("cuda")!);
        Assert.Equal("the probe failed: InvalidOperationException: broken driver", status.Reason);
        Assert.False(string.IsNullOrEmpty(status.Remedy));
    }

    [Fact]
    public void What_is_installed_while_a_process_runs_is_found()
    {
        FakeMachine machine = FakeMachine.WithCuda(missing: "libcudnn.so.9");
        var registry = new CapabilityRegistry(machine);
        Assert.False(registry.Probe().Single(static r => r.Provider.Name == "cuda").Status.IsReady);
        machine.Libraries.Add("libcudnn.so.9");
        Assert.True(registry.Probe().Single(static r => r.Provider.Name == "cuda").Status.IsReady);
    }

    [Fact]
    public void Statuses_come_in_the_order_of_the_providers()
    {
        FakeMachine machine = FakeMachine.WithCuda();
        IReadOnlyList<ExecutionProvider> providers = CapabilityRegistry.Current.Providers;
        ProviderStatus[] statuses = new TimedProbes(machine, TimeSpan.FromMinutes(1)).Ask(providers);
        Assert.Equal(providers.Select(p => p.Probe(machine).ToString()), statuses.Select(static s => s.ToString()));
    }

    [Fact]
    public void A_call_is_waited_for_from_its_start_on()
    {
        using var release = new ManualResetEventSlim();
        var call = new TimedCall<int>("a test", () =>
        {
            release.Wait();
            return 7;
        });
        Assert.False(call.TryGet(TimeSpan.FromMilliseconds(1), out _));
        Assert.False(call.IsDone);
        release.Set();
        Assert.True(call.TryGet(TimeSpan.FromMinutes(1), out int value));
        Assert.Equal(7, value);
        Assert.True(call.TryGet(TimeSpan.Zero, out _));
        var failing = new TimedCall<int>("a test", static () => throw new InvalidOperationException("no"));
        Assert.Throws<InvalidOperationException>(() => failing.TryGet(TimeSpan.FromMinutes(1), out _));
    }
}
