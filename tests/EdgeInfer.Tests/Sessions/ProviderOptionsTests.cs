using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Providers;

namespace EdgeInfer.Tests.Sessions;

/// <summary>What becomes of a provider's options when a model is loaded.</summary>
public sealed class ProviderOptionsTests
{
    private static readonly byte[] Model = TestModel.Double("1,2");

    [Fact]
    public void Options_are_checked_before_anything_is_loaded()
    {
        var options = new ModelSessionOptions { Providers = ProviderSelection.Cpu, ProviderOptions = [new CudaOptions { DeviceId = -1 }] };
        Assert.Equal("device_id", Assert.Throws<ProviderOptionException>(() => ModelSession.Load([], "nothing", options)).Option);
        options = options with { ProviderOptions = [new CudaOptions { UseTensorFloat32 = true }], Policy = ProviderPolicy.Accuracy };
        Assert.Equal("use_tf32", Assert.Throws<ProviderOptionException>(() => ModelSession.Load(Model, "double", options)).Option);
        using ModelSession loaded = ModelSession.Load(Model, "double", options with { Policy = ProviderPolicy.Balanced });
        Assert.Equal("cpu", loaded.Provider.Name);
    }

    [Fact]
    public void There_is_one_set_for_a_provider()
    {
        var options = new ModelSessionOptions { ProviderOptions = [new CudaOptions(), new OpenVinoOptions(), new CudaOptions { DeviceId = 1 }] };
        Assert.Contains("two sets for provider 'cuda'", Assert.Throws<ArgumentException>(() => ModelSession.Load(Model, "double", options)).Message);
        Assert.Throws<ArgumentException>(() => ModelSession.Load(Model, "double", new ModelSessionOptions { ProviderOptions = [null!] }));
        Assert.Throws<ArgumentNullException>(() => ModelSession.Load(Model, "double", new ModelSessionOptions { ProviderOptions = null! }));
    }

    /// <summary>Providers that this build of ONNX Runtime has no call for, or no function behind the call.</summary>
    [Theory]
    [InlineData("Android phone", "nnapi", "not supported in this build")]
    [InlineData("Windows PC with RTX", "directml", "OrtSessionOptionsAppendExecutionProvider_DML")]
    [InlineData("Rockchip board", "rknpu", "Unknown provider name")]
    public void A_provider_that_cannot_be_added_is_passed_over(string machine, string provider, string reason)
    {
        Assert.SkipWhen(OperatingSystem.IsAndroid() || OperatingSystem.IsWindows(), "these can be added here.");
        var options = new ModelSessionOptions { Registry = new CapabilityRegistry(FakeMachines.Create(machine)), Providers = ProviderSelection.Of(provider, "cpu") };
        using ModelSession session = ModelSession.Load(Model, "double", options);
        Assert.Equal("cpu", session.Provider.Name);
        Assert.Equal([provider, "cpu"], session.Provider.Attempts.Select(static a => a.Provider));
        Assert.Contains(reason, session.Provider.Attempts[0].Reason);
        Assert.False(session.Provider.Attempts[0].Chosen);

        var error = Assert.Throws<ProviderUnavailableException>(() => ModelSession.Load(Model, "double", options with { Providers = ProviderSelection.Of(provider) }));
        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public void What_contradicts_the_model_is_refused_when_it_is_loaded()
    {
        // An int8 engine of a model that has no scales, and no table to take them from.
        var options = new ModelSessionOptions
        {
            Registry = new CapabilityRegistry(FakeMachines.Create("Jetson Orin")),
            Providers = ProviderSelection.Of("tensorrt"),
            ProviderOptions = [new TensorRtOptions { Int8 = true, EngineCacheFolder = "", TimingCacheFolder = "" }],
        };
        Assert.Contains("the model has no QDQ pairs", Assert.Throws<ProviderOptionException>(() => ModelSession.Load(Model, "double", options)).Message);
    }

    [Fact]
    public void Auto_says_why_the_CPU_runs_a_tiny_model_on_a_machine_with_a_GPU()
    {
        var options = new ModelSessionOptions { Registry = new CapabilityRegistry(FakeMachine.WithCuda()) };
        using ModelSession session = ModelSession.Load(Model, "double", options);
        Assert.Equal("cpu (auto: float32 model; fixed shapes; so small that no device pays off; first for balanced)", session.Provider.ToString());
    }
}
