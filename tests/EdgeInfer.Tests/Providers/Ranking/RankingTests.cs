using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>Who would come first on machines nobody here has, by policy and model.</summary>
public sealed class RankingTests
{
    /// <summary>Machine, policy, model, and the ready providers in the order expected.</summary>
    public static TheoryData<string, ProviderPolicy, string, string> Orders => new()
    {
        { "Jetson Orin", ProviderPolicy.Balanced, "Float32", "cuda tensorrt cpu" },
        { "Jetson Orin", ProviderPolicy.Latency, "Float32", "tensorrt cuda cpu" },
        { "Jetson Orin", ProviderPolicy.Throughput, "Int8", "tensorrt cuda cpu" },
        { "Jetson Orin", ProviderPolicy.Latency, "Dynamic", "cuda cpu tensorrt" },
        { "Jetson Orin", ProviderPolicy.Efficiency, "Float32", "cpu cuda tensorrt" },
        // TensorRT computes in TF32, and no option of ONNX Runtime's keeps it from that.
        { "Jetson Orin", ProviderPolicy.Accuracy, "Float32", "cuda cpu tensorrt" },
        { "Jetson Orin", ProviderPolicy.Latency, "Tiny", "cpu tensorrt cuda" },
        { "Jetson Orin", ProviderPolicy.Balanced, "Tiny", "cpu cuda tensorrt" },
        { "Jetson Orin", ProviderPolicy.Balanced, "Loop", "cuda tensorrt cpu" },
        { "Windows PC with RTX", ProviderPolicy.Balanced, "Float32", "cuda directml tensorrt cpu" },
        { "Windows PC with RTX", ProviderPolicy.Latency, "Float16", "tensorrt cuda directml cpu" },
        { "Windows PC with TensorRT for RTX", ProviderPolicy.Balanced, "Float32", "nvtensorrtrtx cpu" },
        { "Snapdragon X laptop", ProviderPolicy.Efficiency, "Int8", "qnn cpu" },
        { "Snapdragon X laptop", ProviderPolicy.Balanced, "Int8", "qnn cpu" },
        { "Snapdragon X laptop", ProviderPolicy.Balanced, "Float32", "cpu qnn" },
        { "Snapdragon X laptop", ProviderPolicy.Efficiency, "Int8Dynamic", "cpu qnn" },
        { "Snapdragon X laptop", ProviderPolicy.Efficiency, "IntegerOperators", "cpu qnn" },
        { "Snapdragon X laptop", ProviderPolicy.Latency, "Float16", "qnn cpu" },
        { "Intel laptop", ProviderPolicy.Latency, "Float32", "openvino cpu" },
        { "Intel laptop", ProviderPolicy.Balanced, "Float32", "cpu openvino" },
        { "Android phone", ProviderPolicy.Efficiency, "Int8", "qnn nnapi xnnpack cpu" },
        { "Android phone", ProviderPolicy.Balanced, "Float32", "nnapi xnnpack cpu qnn" },
        { "Android phone", ProviderPolicy.Balanced, "Dynamic", "xnnpack cpu nnapi qnn" },
        { "iPhone", ProviderPolicy.Balanced, "Float32", "coreml xnnpack cpu" },
        { "iPhone", ProviderPolicy.Accuracy, "Float32", "xnnpack cpu coreml" },
        { "Apple Silicon Mac", ProviderPolicy.Balanced, "Float32", "coreml webgpu cpu" },
        { "AMD box", ProviderPolicy.Latency, "Float32", "migraphx cpu" },
        { "Ryzen AI laptop", ProviderPolicy.Balanced, "Float32", "directml cpu vitisai" },
        { "Ryzen AI laptop", ProviderPolicy.Efficiency, "Int8", "vitisai cpu directml" },
        { "Rockchip board", ProviderPolicy.Efficiency, "Int8", "rknpu cpu" },
        { "Ascend box", ProviderPolicy.Throughput, "Float16", "cann cpu" },
        { "Ascend box", ProviderPolicy.Balanced, "Trees", "cpu cann" },
        { "bare server", ProviderPolicy.Latency, "Float32", "cpu" },
    };

    public static TheoryData<string> Machines => [.. FakeMachines.Ready.Keys];

    [Theory]
    [MemberData(nameof(Orders))]
    public void The_order_follows_policy_and_model(string machine, ProviderPolicy policy, string model, string expected)
    {
        IReadOnlyList<RankedProvider> ranked = new CapabilityRegistry(FakeMachines.Create(machine)).Rank(policy, SampleModels.Named(model));
        Assert.Equal(expected, string.Join(' ', ranked.Where(static r => r.Status.IsReady).Select(static r => r.Provider.Name)));
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Everyone_is_ranked_and_explained_whatever_the_model(string machine)
    {
        var registry = new CapabilityRegistry(FakeMachines.Create(machine));
        foreach (ProviderPolicy policy in Enum.GetValues<ProviderPolicy>())
        {
            foreach (ModelFacts? model in (ModelFacts?[])[null, SampleModels.Float32, SampleModels.Int8, SampleModels.Float16, SampleModels.Dynamic, SampleModels.Tiny, SampleModels.Loop, SampleModels.Custom, SampleModels.Trees])
            {
                IReadOnlyList<RankedProvider> ranked = registry.Rank(policy, model);
                Assert.Equal(registry.Providers.Select(static p => p.Name).Order(), ranked.Select(static r => r.Provider.Name).Order());
                // What is not ready comes last.
                Assert.Equal(ranked.Select(static r => r.Status.IsReady).OrderDescending(), ranked.Select(static r => r.Status.IsReady));
                Assert.All(ranked, static r => Assert.False(string.IsNullOrWhiteSpace(r.Explanation)));
                Assert.All(ranked, static r => Assert.DoesNotContain('\n', r.ToString()));
                Assert.Contains($"first for {policy.ToString().ToLowerInvariant()}", ranked[0].Explanation);
                Assert.All(ranked.Where(static r => r.IsAutomatic), static r => Assert.True(r.Status.IsReady && r.Provider.Name is "cuda" or "cpu"));
                Assert.All(ranked.Where(static r => r.Status.IsReady && !r.IsAutomatic), static r => Assert.Contains("is chosen only when named", r.Explanation));
            }
        }
    }

    [Fact]
    public void What_was_weighed_is_said()
    {
        Assert.Equal("cuda: float32 model; fixed shapes; first for balanced", Explain("Jetson Orin", "cuda", ProviderPolicy.Balanced, SampleModels.Float32));
        Assert.Equal("cuda: float32 model; free shapes cost nothing here; first for latency", Explain("Jetson Orin", "cuda", ProviderPolicy.Latency, SampleModels.Dynamic));
        Assert.Contains("the way to the device costs more than the run", Explain("Jetson Orin", "cuda", ProviderPolicy.Balanced, SampleModels.Tiny));
        Assert.Contains("float16 model: converted to float32 and back at every operator; fixed shapes; third", Explain("Jetson Orin", "cpu", ProviderPolicy.Latency, SampleModels.Float16));
        Assert.Contains("int8 model: dequantizes and computes in float", Explain("Jetson Orin", "cuda", ProviderPolicy.Latency, SampleModels.Int8));
        Assert.Contains("computed in tensorfloat32 or float16 or bfloat16 or int8: accuracy forbids it", Explain("Jetson Orin", "tensorrt", ProviderPolicy.Accuracy, SampleModels.Float32));
        Assert.Contains("takes fixed shapes only, and the model leaves images [batch, 3, 224, 224] free", Explain("Snapdragon X laptop", "qnn", ProviderPolicy.Efficiency, SampleModels.Int8Dynamic));
        Assert.Contains("each new shape costs, and the model leaves images [batch, 3, h, w] free", Explain("Jetson Orin", "tensorrt", ProviderPolicy.Latency, SampleModels.Dynamic));
        Assert.Contains("least energy for a call", Explain("Snapdragon X laptop", "qnn", ProviderPolicy.Efficiency, SampleModels.Int8));
        Assert.Contains("not by the QDQ pairs it wants", Explain("Snapdragon X laptop", "qnn", ProviderPolicy.Efficiency, SampleModels.IntegerOperators));
        Assert.Contains("operators of my.ops run on the CPU", Explain("Jetson Orin", "cuda", ProviderPolicy.Latency, SampleModels.Custom));
        Assert.Contains("cut the model into pieces", Explain("Jetson Orin", "tensorrt", ProviderPolicy.Latency, SampleModels.Loop));
        Assert.Contains("compiles for minutes when first loaded", Explain("Jetson Orin", "tensorrt", ProviderPolicy.Balanced, SampleModels.Float32));
        Assert.StartsWith("directml: DirectML exists on Windows", Explain("Ascend box", "directml", ProviderPolicy.Balanced, null));
    }

    [Fact]
    public void A_software_driver_comes_last()
    {
        FakeMachine machine = FakeMachine.WithVulkan();
        Assert.Equal("webgpu", new CapabilityRegistry(machine).Rank(ProviderPolicy.Balanced)[0].Provider.Name);
        var software = new FakeMachine
        {
            CompiledProviders = machine.CompiledProviders,
            Libraries = machine.Libraries,
            Files = machine.Files,
            VulkanDevices = [new("SwiftShader", IsSoftware: true, RunsWebGpu: true)],
        };
        IReadOnlyList<RankedProvider> ranked = new CapabilityRegistry(software).Rank(ProviderPolicy.Latency);
        Assert.Equal(["cpu", "webgpu"], ranked.Take(2).Select(static r => r.Provider.Name));
        Assert.Contains("SwiftShader is a software driver", ranked[1].Explanation);
    }

    [Fact]
    public void Auto_takes_CUDA_first_but_not_for_a_tiny_model()
    {
        var registry = new CapabilityRegistry(FakeMachine.WithCuda());
        Assert.Equal(["cuda", "cpu"], Auto(registry, SampleModels.Float32).Select(static c => c.Provider.Name));
        List<ProviderCandidate> tiny = Auto(registry, SampleModels.Tiny);
        Assert.Equal(["cpu", "cuda"], tiny.Select(static c => c.Provider.Name));
        Assert.Equal("float32 model; fixed shapes; so small that no device pays off; first for balanced", tiny[0].Reason);
        Assert.Equal("float32 model; fixed shapes; first for balanced", Auto(registry, SampleModels.Float32)[0].Reason);
        Assert.Equal("no ready accelerator takes the model", Auto(registry, SampleModels.Float32)[1].Reason);
    }

    [Fact]
    public void What_is_named_keeps_its_order_whatever_the_model()
    {
        var registry = new CapabilityRegistry(FakeMachine.WithCuda());
        Assert.Equal(["cuda", "cpu"], registry.Rank(ProviderSelection.Parse("cuda,cpu"), [], ProviderPolicy.Latency, SampleModels.Tiny).Select(static c => c.Provider.Name));
    }

    [Fact]
    public void A_policy_that_is_none_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CapabilityRegistry.Current.Rank((ProviderPolicy)99));

    [Fact]
    public void Each_provider_states_its_facts()
    {
        foreach (ExecutionProvider provider in CapabilityRegistry.Current.Providers)
        {
            Assert.NotEmpty(provider.Platforms);
            Assert.True(provider.Facts.Package is not null || provider.Facts.PackageNote is not null, provider.Name);
            Assert.NotEqual(ProviderPrecisions.None, provider.Facts.Computes);
            Assert.NotEqual(ProviderPrecisions.None, provider.Facts.Prefers);
            Assert.Equal(provider.Facts.Prefers, provider.Facts.Prefers & provider.Facts.Computes);
            Assert.DoesNotContain("()", provider.Platforms[0].ToString());
        }
    }

    private static List<ProviderCandidate> Auto(CapabilityRegistry registry, ModelFacts model) => registry.Rank(ProviderSelection.Auto, [], ProviderPolicy.Balanced, model);

    private static string Explain(string machine, string provider, ProviderPolicy policy, ModelFacts? model) =>
        new CapabilityRegistry(FakeMachines.Create(machine)).Rank(policy, model).Single(r => r.Provider.Name == provider).ToString();
}
