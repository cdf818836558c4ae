using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions.Tuning;

public sealed class TrialPlanTests
{
    [Fact]
    public void Defaults_come_first_then_threads_then_optimisations()
    {
        string[] plan = Plan(["cuda", "cpu"], new ModelSessionOptions(), processors: 8, cores: 4);

        Assert.Equal(
            [
                "cuda, defaults", "cpu, defaults", "cpu, 8 threads", "cpu, 1 thread",
                "cpu, extended optimisation", "cpu, basic optimisation",
            ],
            plan);
    }

    [Theory]
    [InlineData(ProviderPolicy.Latency, "cpu, no spinning")]
    [InlineData(ProviderPolicy.Throughput, "cpu, spinning")]
    [InlineData(ProviderPolicy.Balanced, null)]
    [InlineData(ProviderPolicy.Efficiency, null)]
    [InlineData(ProviderPolicy.Accuracy, null)]
    public void Spinning_is_varied_where_the_policy_stands_it(ProviderPolicy policy, string? way)
    {
        string[] plan = Plan(["cpu"], new ModelSessionOptions { Policy = policy }, 2, 2);
        Assert.Equal(way is null ? [] : [way], plan.Where(static w => w.Contains("spinning", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_the_application_has_settled_is_not_varied()
    {
        var options = new ModelSessionOptions { Policy = ProviderPolicy.Latency, Threads = 3 };
        Assert.Equal(["cpu, defaults", "cpu, no spinning", "cpu, extended optimisation", "cpu, basic optimisation"], Plan(["cpu"], options, 8, 8));

        options = options with { ConfigEntries = new Dictionary<string, string> { [TrialSettings.SpinningKey] = "1" } };
        Assert.Equal(["cpu, defaults", "cpu, extended optimisation", "cpu, basic optimisation"], Plan(["cpu"], options, 8, 8));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    [InlineData(64, 32)]
    public void No_way_is_tried_twice_and_none_has_more_threads_than_processors(int processors, int cores)
    {
        List<TrialSettings> plan = TrialPlan.For(["cpu"], new ModelSessionOptions { Policy = ProviderPolicy.Latency }, processors, cores);

        Assert.Equal(plan.Count, plan.Distinct().Count());
        Assert.All(plan, s => Assert.True(s.Threads is null || s.Threads <= processors));
        Assert.Contains(plan, s => (s.Threads ?? cores) == 1);
    }

    [Fact]
    public void Without_the_cpu_providers_are_tried_as_they_are() =>
        Assert.Equal(["webgpu, defaults"], Plan(["webgpu"], new ModelSessionOptions(), 8, 8));

    [Fact]
    public void Settings_become_options_and_leave_the_others_alone()
    {
        var options = new ModelSessionOptions { Threads = 3, ConfigEntries = new Dictionary<string, string> { ["a"] = "b" } };

        ModelSessionOptions all = new TrialSettings("cpu", 5, false, GraphOptimization.Extended).ApplyTo(options);
        Assert.Equal((5, GraphOptimization.Extended), (all.Threads, all.GraphOptimization!.Value));
        Assert.Equal(new Dictionary<string, string> { ["a"] = "b", [TrialSettings.SpinningKey] = "0" }, all.ConfigEntries);
        ModelSessionOptions none = new TrialSettings("cpu").ApplyTo(options);
        Assert.Equal(3, none.Threads);
        Assert.Null(none.GraphOptimization);
        Assert.Same(options.ConfigEntries, none.ConfigEntries);
    }

    private static string[] Plan(string[] providers, ModelSessionOptions options, int processors, int cores) =>
        [.. TrialPlan.For(providers, options, processors, cores).Select(static s => s.ToString())];
}
