using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>DirectML and WebGPU on Windows are ready where an adapter runs Direct3D 12, and say why where none does.</summary>
public sealed class Direct3D12Tests
{
    private static readonly DirectXAdapter Gpu = new("Made-up GPU", IsSoftware: false, RunsDirect3D12: true);
    private static readonly DirectXAdapter OldGpu = new("old GPU", IsSoftware: false, RunsDirect3D12: false);
    private static readonly DirectXAdapter Software = new("Microsoft Basic Render Driver", IsSoftware: true, RunsDirect3D12: true);

    [Fact]
    public void A_graphics_processor_makes_both_ready()
    {
        Assert.True(Status("directml", OldGpu, Gpu, Software).IsReady);
        Assert.StartsWith("on Made-up GPU; ", Status("webgpu", Software, Gpu).Reason);
    }

    [Fact]
    public void Without_any_adapter_neither_is()
    {
        foreach (string provider in new[] { "directml", "webgpu" })
        {
            ProviderStatus status = Status(provider);
            Assert.False(status.IsReady);
            Assert.Equal("Windows lists no graphics adapter", status.Reason);
            Assert.Contains("driver", status.Remedy);
        }
    }

    [Fact]
    public void An_adapter_without_Direct3D_12_is_named()
    {
        foreach (string provider in new[] { "directml", "webgpu" })
            Assert.Contains("old GPU: without Direct3D 12", Status(provider, OldGpu).Reason);
    }

    [Fact]
    public void Computing_on_the_processor_is_enough_for_WebGPU_and_not_for_DirectML()
    {
        Assert.Contains("Microsoft Basic Render Driver, a software driver: slow", Status("webgpu", Software).Reason);
        Assert.True(Status("webgpu", Software).IsReady);
        Assert.False(Status("directml", Software).IsReady);
        Assert.Contains("Microsoft Basic Render Driver: software", Status("directml", Software).Reason);
    }

    [Fact]
    public void This_machine_answers_and_keeps_to_its_answer()
    {
        IReadOnlyList<DirectXAdapter> adapters = SystemProbe.Instance.DirectXAdapters;
        Assert.Same(adapters, SystemProbe.Instance.DirectXAdapters);
        Assert.All(adapters, static a => Assert.False(string.IsNullOrWhiteSpace(a.Name)));
        if (!OperatingSystem.IsWindows()) Assert.Empty(adapters);
    }

    private static ProviderStatus Status(string provider, params DirectXAdapter[] adapters)
    {
        var machine = new FakeMachine
        {
            Os = TargetOs.Windows,
            CompiledProviders = ["DmlExecutionProvider", "WebGpuExecutionProvider", "CPUExecutionProvider"],
            Libraries = ["d3d12.dll", "DirectML.dll"],
            DirectXAdapters = adapters,
        };
        return new CapabilityRegistry(machine).Find(provider)!.Probe(machine);
    }
}
