using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>What the registry makes of plug-in libraries, on made-up machines.</summary>
public sealed class PluginRegistryTests
{
    private static readonly EpDevice Npu = new() { OrtName = "AcmeExecutionProvider", ProviderVendor = "Acme", Kind = EpDeviceKind.Npu, HardwareVendor = "Acme", VendorId = 0xACE, DeviceId = 7 };
    private static readonly EpDevice Gpu = Npu with { Kind = EpDeviceKind.Gpu };

    [Fact]
    public void A_library_beside_the_application_brings_a_provider()
    {
        (CapabilityRegistry registry, FakePluginRuntime runtime) = Machine("/app/libonnxruntime_providers_acme.so", Npu);

        ProviderReport report = registry.Probe()[^1];

        Assert.Equal(("acme", "AcmeExecutionProvider"), (report.Provider.Name, report.Provider.OrtName));
        Assert.Equal("NPU of Acme (0ace:0007), by a plug-in", report.Provider.Hardware);
        Assert.True(report.Status.IsReady);
        Assert.Contains("/app/libonnxruntime_providers_acme.so", report.Status.Reason);
        Assert.False(report.Provider.IsVerifiedOnHardware);
        Assert.Equal(ProviderConcurrency.OnePerSession, report.Provider.Concurrency);
        Assert.Equal([("acme", "/app/libonnxruntime_providers_acme.so")], runtime.Calls);
        Assert.Same(report.Provider, registry.Find("ACME"));
        Assert.Equal([Npu], registry.Devices);
    }

    [Fact]
    public void Nothing_is_loaded_for_a_built_in_provider_or_auto()
    {
        (CapabilityRegistry registry, FakePluginRuntime runtime) = Machine("/app/libonnxruntime_providers_acme.so", Npu);

        Assert.NotNull(registry.Find("cpu"));
        Assert.Equal("cpu", Assert.Single(registry.Rank(ProviderSelection.Auto, [])).Provider.Name);
        Assert.Equal("cpu", Assert.Single(registry.Rank(ProviderSelection.Cpu, [])).Provider.Name);
        Assert.DoesNotContain(registry.Providers, static p => p is PluginProvider);

        Assert.Empty(runtime.Calls);
    }

    [Fact]
    public void It_is_chosen_by_name_and_never_by_auto()
    {
        (CapabilityRegistry registry, _) = Machine("/app/libonnxruntime_providers_acme.so", Npu);

        Assert.Equal(["acme", "cpu"], registry.Rank(ProviderSelection.Parse("acme,cpu"), []).Select(static c => c.Provider.Name));
        Assert.Equal(["cpu"], registry.Rank(ProviderSelection.Auto, []).Select(static c => c.Provider.Name));
    }

    [Fact]
    public void Libraries_are_loaded_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the made-up machine's paths are Linux's");
        (CapabilityRegistry registry, FakePluginRuntime runtime) = Machine("/app/libonnxruntime_providers_acme.so", Npu);

        registry.Probe();
        registry.Probe();
        Assert.Null(registry.Find("nobody"));
        _ = registry.Devices;
        Assert.Equal("acme", Assert.Single(registry.RegisterPlugin("/app/libonnxruntime_providers_acme.so")).Provider.Name);

        Assert.Single(runtime.Calls);
    }

    [Fact]
    public void Several_kinds_of_device_are_providers_of_their_own()
    {
        (CapabilityRegistry registry, _) = Machine("/app/libonnxruntime_ep_acme.so", Npu, Gpu);

        Assert.Equal(["acme-npu", "acme-gpu"], registry.Probe().Select(static r => r.Provider.Name).Where(static n => n.StartsWith("acme", StringComparison.Ordinal)));
    }

    [Fact]
    public void Several_devices_of_one_kind_are_numbered()
    {
        (CapabilityRegistry registry, _) = Machine("/app/libonnxruntime_ep_acme.so", Gpu, Gpu with { DeviceId = 8 });

        Assert.Equal(["acme", "acme-2"], registry.Probe().Select(static r => r.Provider.Name).Where(static n => n.StartsWith("acme", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_plug_in_brings_what_ONNX_Runtime_was_built_without()
    {
        (CapabilityRegistry registry, _) = Machine("/app/libonnxruntime_providers_webgpu.so", Gpu with { OrtName = "WebGpuExecutionProvider" });

        ProviderReport report = Assert.Single(registry.Probe(), static r => r.Provider.Name.StartsWith("webgpu", StringComparison.Ordinal));

        Assert.Equal("webgpu", report.Provider.Name);
        Assert.True(report.Status.IsReady);
        // What is known of the provider holds for it as a plug-in too.
        Assert.Equal(ProviderConcurrency.OnePerProcess, report.Provider.Concurrency);
        Assert.Equal(["webgpu"], registry.Rank(ProviderSelection.Parse("webgpu"), []).Select(static c => c.Provider.Name));
        Assert.Equal("cpu", registry.Probe()[^1].Provider.Name);
    }

    [Fact]
    public void What_ONNX_Runtime_was_built_with_keeps_its_name()
    {
        var runtime = new FakePluginRuntime { Libraries = { ["/plugins/libmine.so"] = new([Gpu with { OrtName = "WebGpuExecutionProvider" }]) } };
        FakeMachine machine = FakeMachine.WithVulkan();
        machine.Environment[PluginSearch.Variable] = "/plugins";
        machine.Files.Add("/plugins/libmine.so");
        var registry = new CapabilityRegistry(machine, runtime);

        Assert.Equal(["webgpu", "webgpu-plugin"], registry.Probe().Select(static r => r.Provider.Name).Where(static n => n.StartsWith("webgpu", StringComparison.Ordinal)));
        Assert.IsNotType<PluginProvider>(registry.Find("webgpu"));
        Assert.IsType<PluginProvider>(registry.Find("webgpu-plugin"));
    }

    [Fact]
    public void A_plug_in_that_fails_says_why_in_place_of_the_built_in_provider()
    {
        (CapabilityRegistry registry, FakePluginRuntime runtime) = Machine("/app/libonnxruntime_providers_cuda.so");
        runtime.Libraries["/app/libonnxruntime_providers_cuda.so"] = PluginRegistration.Failed("libcudnn.so.9 is missing", "install cuDNN 9");

        var error = Assert.Throws<ProviderUnavailableException>(() => registry.Rank(ProviderSelection.Parse("cuda"), []));

        Assert.Contains("libcudnn.so.9 is missing; install cuDNN 9", error.Message);
    }

    [Fact]
    public void What_ONNX_Runtime_was_built_with_is_left_to_it()
    {
        var runtime = new FakePluginRuntime { Libraries = { ["/app/libonnxruntime_providers_cuda.so"] = new([Gpu]), ["/app/libonnxruntime_providers_nv_tensorrt_rtx.so"] = new([Gpu]) } };
        var machine = new FakeMachine
        {
            CompiledProviders = ["CUDAExecutionProvider", "NvTensorRTRTXExecutionProvider", "CPUExecutionProvider"],
            Files = [.. runtime.Libraries.Keys, "/app/libonnxruntime_providers_shared.so", "/app/libonnxruntime.so"],
        };

        Assert.DoesNotContain(new CapabilityRegistry(machine, runtime).Probe(), static r => r.Provider is PluginProvider);
        Assert.Empty(runtime.Calls);
    }

    [Fact]
    public void The_variable_names_folders_and_libraries()
    {
        var runtime = new FakePluginRuntime
        {
            Libraries =
            {
                ["/plugins/libonnxruntime_ep_acme.so"] = new([Npu]),
                ["/plugins/libmine.so"] = new([Gpu with { OrtName = "Mine" }]),
                ["/opt/other.so"] = new([Gpu with { OrtName = "OtherExecutionProvider" }]),
            },
        };
        var machine = new FakeMachine
        {
            Environment = { [PluginSearch.Variable] = "/plugins: /opt/other.so :/gone:" },
            Files = [.. runtime.Libraries.Keys, "/plugins/libz.so", "/plugins/readme.txt", "/plugins/libonnxruntime_providers_shared.so"],
        };
        var registry = new CapabilityRegistry(machine, runtime);

        Dictionary<string, ProviderStatus> found = registry.Probe().Where(static r => r.Provider is PluginProvider).ToDictionary(static r => r.Provider.Name, static r => r.Status);

        Assert.Equal(["acme", "gone", "mine", "other"], found.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("unavailable: /gone does not exist; check the path", found["gone"].ToString());
        Assert.All(found.Where(static f => f.Key != "gone"), static f => Assert.True(f.Value.IsReady));
    }

    [Fact]
    public void Windows_separates_by_semicolons_and_has_other_names()
    {
        var runtime = new FakePluginRuntime { Libraries = { ["C:/ep/onnxruntime_providers_acme.dll"] = new([Npu]) } };
        var machine = new FakeMachine { Os = TargetOs.Windows, Environment = { [PluginSearch.Variable] = "C:/ep;D:/ep" }, Files = [.. runtime.Libraries.Keys] };

        Assert.Equal(["C:/ep/onnxruntime_providers_acme.dll", "D:/ep"], PluginSearch.Find(machine, runtime));
    }

    [Theory]
    [InlineData("libonnxruntime_providers_cuda.so", "cuda")]
    [InlineData("/a/b/onnxruntime_ep_Acme.dll", "acme")]
    [InlineData("libonnxruntime_ep_acme.so.1.2", "acme")]
    [InlineData("libmine.dylib", "mine")]
    [InlineData("/opt/plug ins/", "plug-ins")]
    [InlineData("/", "plugin")]
    public void A_name_follows_from_the_file(string path, string expected) => Assert.Equal(expected, PluginSearch.NameOf(path));

    [Fact]
    public void A_library_that_fails_is_listed_with_reason_and_remedy_and_refused_by_name()
    {
        (CapabilityRegistry registry, FakePluginRuntime runtime) = Machine("/app/libonnxruntime_ep_acme.so");
        runtime.Libraries["/app/libonnxruntime_ep_acme.so"] = PluginRegistration.Failed("no driver", "install it");

        ProviderReport report = registry.Probe()[^1];

        Assert.Equal("unavailable: no driver; install it", report.Status.ToString());
        Assert.Equal(("acme", ""), (report.Provider.Name, report.Provider.OrtName));
        var error = Assert.Throws<ProviderUnavailableException>(() => registry.Rank(ProviderSelection.Parse("acme"), []));
        Assert.Contains("no driver; install it", error.Message);
        Assert.Equal(["cpu"], registry.Rank(ProviderSelection.Parse("acme,cpu"), []).Select(static c => c.Provider.Name));
    }

    [Fact]
    public void What_failed_is_tried_again_when_it_is_registered_again()
    {
        (CapabilityRegistry registry, FakePluginRuntime runtime) = Machine("/elsewhere/libacme.so");
        string path = Path.GetFullPath("/elsewhere/libacme.so");
        runtime.Libraries[path] = PluginRegistration.Failed("no driver", "install it");
        Assert.False(Assert.Single(registry.RegisterPlugin(path, "mine")).Status.IsReady);

        runtime.Libraries[path] = new PluginRegistration([Npu]);

        Assert.True(Assert.Single(registry.RegisterPlugin(path, "mine")).Status.IsReady);
        Assert.Equal("mine", Assert.Single(registry.Providers, static p => p is PluginProvider).Name);
    }

    [Fact]
    public void A_name_can_be_given_once()
    {
        var runtime = new FakePluginRuntime();
        foreach (string path in (string[])["/a/libacme.so", "/b/libacme.so"]) runtime.Libraries[Path.GetFullPath(path)] = new PluginRegistration([Npu]);
        var registry = new CapabilityRegistry(new FakeMachine(), runtime);

        Assert.Equal("my npu", Assert.Single(registry.RegisterPlugin("/a/libacme.so", " My NPU ")).Provider.Name);
        Assert.Throws<ArgumentException>(() => registry.RegisterPlugin("/b/libacme.so", "my npu"));
        Assert.Equal("acme", Assert.Single(registry.RegisterPlugin("/b/libacme.so")).Provider.Name);
        Assert.Throws<ArgumentException>(() => registry.RegisterPlugin(" "));
        Assert.Throws<ArgumentException>(() => registry.RegisterPlugin("/c/libacme.so", ""));
    }

    private static (CapabilityRegistry Registry, FakePluginRuntime Runtime) Machine(string library, params EpDevice[] devices)
    {
        var runtime = new FakePluginRuntime { Libraries = { [library] = new PluginRegistration(devices) } };
        return (new CapabilityRegistry(new FakeMachine { Files = [library] }, runtime), runtime);
    }
}
