using EdgeInfer.Providers;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Tests.Providers;

/// <summary>Each set of options, every property set: the keys and values that ONNX Runtime is given, to the letter.</summary>
public sealed class ProviderOptionKeyTests
{
    private static readonly ShapeProfile[] Profiles = [new("images", [1, 3, 320, 320], [1, 3, 640, 640], [4, 3, 1280, 1280]), new("mask", [1], [1], [4])];

    private const string NoAdapter = "Failed to get a WebGPU adapter";

    public static TheoryData<string> WithOptions => [.. CapabilityRegistry.Current.Providers.Where(static p => p.DefaultOptions is not null).Select(static p => p.Name)];

    private static Dictionary<string, (ProviderOptions Options, string Keys)> Full { get; } = new (ProviderOptions Options, string Keys)[]
    {
        (new CudaOptions
        {
            DeviceId = 1, MemoryLimitBytes = 2L << 30, ArenaGrowth = ArenaGrowth.SameAsRequested, ConvolutionSearch = ConvolutionSearch.Heuristic,
            ConvolutionMaxWorkspace = false, UseTensorFloat32 = false, PreferNhwc = true, PadConvolution1D = true,
        }, "device_id=1 gpu_mem_limit=2147483648 arena_extend_strategy=kSameAsRequested cudnn_conv_algo_search=HEURISTIC cudnn_conv_use_max_workspace=0 use_tf32=0 prefer_nhwc=1 cudnn_conv1d_pad_to_nc1d=1"),
        (new TensorRtOptions
        {
            DeviceId = 0, WorkspaceBytes = 1 << 30, Float16 = true, BFloat16 = false, Int8 = true, CalibrationTable = "table.flatbuffers", EngineCacheFolder = "/engines",
            TimingCacheFolder = "/timings", OptimizationLevel = 5, UseDla = true, DlaCore = 1, Profiles = Profiles,
        }, "device_id=0 trt_max_workspace_size=1073741824 trt_fp16_enable=1 trt_bf16_enable=0 trt_int8_enable=1 trt_int8_calibration_table_name=table.flatbuffers trt_engine_cache_enable=1 "
            + "trt_engine_cache_path=/engines trt_timing_cache_enable=1 trt_timing_cache_path=/timings trt_builder_optimization_level=5 trt_dla_enable=1 trt_dla_core=1 "
            + "trt_profile_min_shapes=images:1x3x320x320,mask:1 trt_profile_opt_shapes=images:1x3x640x640,mask:1 trt_profile_max_shapes=images:4x3x1280x1280,mask:4"),
        (new NvTensorRtRtxOptions { DeviceId = 2, WorkspaceBytes = 0, SharedMemoryBytes = 49152, RuntimeCacheFolder = "/rtx", Profiles = Profiles },
            "device_id=2 nv_max_workspace_size=0 nv_max_shared_mem_size=49152 nv_runtime_cache_path=/rtx nv_profile_min_shapes=images:1x3x320x320,mask:1 "
            + "nv_profile_opt_shapes=images:1x3x640x640,mask:1 nv_profile_max_shapes=images:4x3x1280x1280,mask:4"),
        (new OpenVinoOptions { DeviceType = "HETERO:GPU.1,CPU", Precision = OpenVinoPrecision.Float16, CacheFolder = "/ov", Threads = 4, Streams = 2, LoadConfig = "{}" },
            "device_type=HETERO:GPU.1,CPU precision=FP16 cache_dir=/ov num_of_threads=4 num_streams=2 load_config={}"),
        (new DirectMlOptions { PerformancePreference = DirectMlPreference.HighPerformance, DisableMetacommands = true }, "performance_preference=high_performance disable_metacommands=True"),
        (new WebGpuOptions
        {
            PreferredLayout = WebGpuLayout.Nhwc, PowerPreference = WebGpuPower.LowPower, Validation = WebGpuValidation.WebGpuOnly, StorageBufferCache = WebGpuBufferCache.LazyRelease, CpuNodes = ["a", "b"],
        }, "preferredLayout=NHWC powerPreference=low-power validationMode=wgpuOnly storageBufferCacheMode=lazyRelease forceCpuNodeNames=a\nb"),
        (new NnapiOptions { Float16 = true, Nchw = true, DisableCpu = true, CpuOnly = false }, "NNAPI_FLAG_USE_FP16=1 NNAPI_FLAG_USE_NCHW=1 NNAPI_FLAG_CPU_DISABLED=1 NNAPI_FLAG_CPU_ONLY=0"),
        (new CoreMlOptions
        {
            ComputeUnits = CoreMlUnits.CpuAndGpu, Format = CoreMlFormat.MlProgram, FastPrediction = true, CacheFolder = "/ml", RequireStaticShapes = true, EnableOnSubgraphs = true, LowPrecisionAccumulation = true,
        }, "MLComputeUnits=CPUAndGPU ModelFormat=MLProgram SpecializationStrategy=FastPrediction ModelCacheDirectory=/ml RequireStaticInputShapes=1 EnableOnSubgraphs=1 AllowLowPrecisionAccumulationOnGPU=1"),
        (new XnnpackOptions { Threads = 3 }, "intra_op_num_threads=3"),
        (new QnnOptions { Backend = QnnBackend.Htp, Performance = QnnPerformance.SustainedHighPerformance, ContextFile = "ctx.onnx", FinalizationMode = 3, VtcmMegabytes = 8, Float16 = true, OffloadIoQuantization = false },
            "backend_type=htp htp_performance_mode=sustained_high_performance ep.context_enable=1 ep.context_file_path=ctx.onnx htp_graph_finalization_optimization_mode=3 vtcm_mb=8 enable_htp_fp16_precision=1 offload_graph_io_quantization=0"),
        (new CannOptions { DeviceId = 0, MemoryLimitBytes = 1, ArenaGrowth = ArenaGrowth.NextPowerOfTwo, UseGraph = true, Precision = CannPrecision.AllowMixed },
            "device_id=0 npu_mem_limit=1 arena_extend_strategy=kNextPowerOfTwo enable_cann_graph=1 precision_mode=allow_mix_precision"),
        (new VitisAiOptions { ConfigFile = "vaip.json", CacheFolder = "/v", CacheKey = "m", Overlay = "1x4.xclbin" }, "config_file=vaip.json cache_dir=/v cache_key=m xclbin=1x4.xclbin"),
        (new MiGraphXOptions { DeviceId = 0, Float16 = true, BFloat16 = false, Int8 = true, CalibrationTable = "t", CacheFolder = "/mx", ExhaustiveTuning = true, MemoryLimitBytes = 5 },
            "device_id=0 migraphx_fp16_enable=1 migraphx_bf16_enable=0 migraphx_int8_enable=1 migraphx_int8_calibration_table_name=t migraphx_model_cache_dir=/mx migraphx_exhaustive_tune=1 migraphx_mem_limit=5"),
    }.ToDictionary(static o => o.Options.Provider);

    [Theory]
    [MemberData(nameof(WithOptions))]
    public void Every_property_becomes_its_key(string provider)
    {
        (ProviderOptions options, string expected) = Full[provider];
        Assert.Equal(expected.Split(' ').Order(), options.ToKeys().Select(static k => $"{k.Key}={k.Value}").Order());
        // What is not set here would not be tested.
        Assert.All(options.GetType().GetProperties().Where(static p => p.CanWrite && p.Name is not ("Extra" or "DeviceId" or "BackendPath")), p => Assert.NotNull(p.GetValue(options)));
    }

    [Theory]
    [MemberData(nameof(WithOptions))]
    public void A_provider_takes_its_own_options(string provider)
    {
        ProviderOptions options = CapabilityRegistry.Current.Find(provider)!.DefaultOptions!;
        Assert.Equal(provider, options.Provider);
        Assert.IsType(options.GetType(), Full[provider].Options);
        Assert.Equal(options.KnownKeys, options.KnownKeys.Distinct());
        Assert.All(options.ToKeys().Keys, key => Assert.Contains(key, options.KnownKeys));
    }

    [Fact]
    public void The_CPU_and_RKNPU_take_none() =>
        Assert.Equal(["rknpu", "cpu"], CapabilityRegistry.Current.Providers.Where(static p => p.DefaultOptions is null).Select(static p => p.Name));

    [Theory]
    [MemberData(nameof(WithOptions))]
    public void Nothing_set_is_only_what_a_cache_or_a_known_fault_asks_for(string provider)
    {
        string[] expected = provider switch
        {
            "tensorrt" => ["trt_engine_cache_enable", "trt_engine_cache_path", "trt_timing_cache_enable", "trt_timing_cache_path"],
            "nvtensorrtrtx" => ["nv_runtime_cache_path"],
            "openvino" or "vitisai" => ["cache_dir"],
            "coreml" => ["ModelCacheDirectory"],
            "migraphx" => ["migraphx_model_cache_dir"],
            "qnn" => ["backend_type"],
            _ => [],
        };
        Assert.Equal(expected, CapabilityRegistry.Current.Find(provider)!.DefaultOptions!.ToKeys().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Where_no_cache_can_be_written_none_is_asked_for()
    {
        var context = new OptionContext(ProviderPolicy.Balanced, null, static _ => null);
        foreach (ExecutionProvider provider in CapabilityRegistry.Current.Providers.Where(static p => p.DefaultOptions is not null))
            Assert.DoesNotContain(provider.DefaultOptions!.Resolve(context).Keys, static k => k.Contains("cache", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void An_empty_folder_switches_a_cache_off()
    {
        Assert.Equal(["trt_engine_cache_enable=0", "trt_timing_cache_enable=0"], new TensorRtOptions { EngineCacheFolder = "", TimingCacheFolder = "" }.ToKeys().Select(static k => $"{k.Key}={k.Value}"));
        Assert.Empty(new OpenVinoOptions { CacheFolder = "" }.ToKeys());
        Assert.Empty(new CoreMlOptions { CacheFolder = "" }.ToKeys());
    }

    [Fact]
    public void A_cache_lies_where_the_system_keeps_them()
    {
        Assert.Equal(Path.Combine("/xdg", "EdgeInfer"), ProviderCache.RootOn(TargetOs.Linux, static v => v == "XDG_CACHE_HOME" ? "/xdg" : null, "/home/me"));
        Assert.Equal(Path.Combine("/home/me", ".cache", "EdgeInfer"), ProviderCache.RootOn(TargetOs.Linux, static v => v == "XDG_CACHE_HOME" ? "relative" : null, "/home/me"));
        Assert.Equal(Path.Combine("/home/me", ".cache", "EdgeInfer"), ProviderCache.RootOn(TargetOs.Linux, static _ => null, "/home/me"));
        Assert.Equal(Path.Combine("C:/local", "EdgeInfer"), ProviderCache.RootOn(TargetOs.Windows, static v => v == "LOCALAPPDATA" ? "C:/local" : null, "C:/me"));
        Assert.Equal(Path.Combine("/Users/me", "Library", "Caches", "EdgeInfer"), ProviderCache.RootOn(TargetOs.MacOs, static _ => null, "/Users/me"));
        Assert.Null(ProviderCache.RootOn(TargetOs.Linux, static _ => null, ""));
        Assert.Null(ProviderCache.RootOn(TargetOs.Windows, static _ => null, "C:/me"));
    }

    /// <summary>DirectML's plain call, which knows no keys, is taken where all that is set belongs to the session; this build lacks it.</summary>
    [Fact]
    public void A_sessions_entries_are_not_handed_to_the_provider()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "DirectML can be added here.");
        ExecutionProvider directMl = CapabilityRegistry.Current.Find("directml")!;
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        Assert.Throws<EntryPointNotFoundException>(() => directMl.Append(options, new DirectMlOptions { Extra = new Dictionary<string, string> { ["ep.dml.disable_graph_fusion"] = "1" } }));
        Assert.Throws<OnnxRuntimeException>(() => directMl.Append(options, new DirectMlOptions { DeviceId = 1 }));
    }

    /// <summary>With every option set a provider is added by the same name as without, and a build that lacks it says just that.</summary>
    [Theory]
    [MemberData(nameof(WithOptions))]
    public void A_provider_with_options_is_still_one_that_ONNX_Runtime_knows(string name)
    {
        ExecutionProvider provider = CapabilityRegistry.Current.Find(name)!;
        Assert.SkipWhen(SystemProbe.Instance.CompiledProviders.Contains(provider.OrtName), $"{name} is in this build: adding it may work.");
        Assert.SkipWhen(name is "cann", "ONNX Runtime's C# API has no way to add it.");
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        Exception error = Assert.ThrowsAny<Exception>(() => provider.Append(options, Full[name].Options));
        Assert.True(error is OnnxRuntimeException or EntryPointNotFoundException or NotSupportedException, error.ToString());
        Assert.DoesNotContain("Unknown provider name", error.Message);
    }

    /// <summary>The one provider with options whose reading of them can be seen here: a value that it cannot read fails at once.</summary>
    [Theory]
    [InlineData("preferredLayout")]
    [InlineData("validationMode")]
    [InlineData("storageBufferCacheMode")]
    [InlineData("uniformBufferCacheMode")]
    [InlineData("queryResolveBufferCacheMode")]
    [InlineData("defaultBufferCacheMode")]
    [InlineData("dawnBackendType")]
    [InlineData("powerPreference")]
    [InlineData("enableInt64")]
    [InlineData("enablePIXCapture")]
    [InlineData("maxStorageBufferBindingSize")]
    [InlineData("maxNumPendingDispatches")]
    [InlineData("deviceId")]
    [InlineData("preserveDevice")]
    [InlineData("multiRotaryCacheConcatOffset")]
    [InlineData("kvCacheQuantizationBits")]
    public void ONNX_Runtime_reads_the_WebGPU_key(string key)
    {
        Assert.SkipUnless(SystemProbe.Instance.CompiledProviders.Contains("WebGpuExecutionProvider"), "this ONNX Runtime has no WebGPU.");
        Assert.Contains(key, new WebGpuOptions().KnownKeys);
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        var error = Assert.Throws<OnnxRuntimeException>(() => options.AppendExecutionProvider("WebGPU", new() { [key] = "no such value" }));
        // Where there is no GPU, adding it fails at any rate, but later and for another reason.
        Assert.DoesNotContain(NoAdapter, error.Message);
    }

    /// <summary>The control of the test above: what our own enumerations become is read.</summary>
    [Fact]
    public void ONNX_Runtime_takes_every_WebGPU_value_of_ours()
    {
        Assert.SkipUnless(SystemProbe.Instance.CompiledProviders.Contains("WebGpuExecutionProvider"), "this ONNX Runtime has no WebGPU.");
        foreach (WebGpuLayout layout in Enum.GetValues<WebGpuLayout>()) Add(new() { PreferredLayout = layout });
        foreach (WebGpuPower power in Enum.GetValues<WebGpuPower>()) Add(new() { PowerPreference = power });
        foreach (WebGpuValidation validation in Enum.GetValues<WebGpuValidation>()) Add(new() { Validation = validation });
        foreach (WebGpuBufferCache cache in Enum.GetValues<WebGpuBufferCache>()) Add(new() { StorageBufferCache = cache });
        Add(new() { CpuNodes = ["a", "b"], Extra = new Dictionary<string, string> { ["enableInt64"] = "1", ["maxNumPendingDispatches"] = "8", ["maxStorageBufferBindingSize"] = "134217728", ["preserveDevice"] = "0" } });

        static void Add(WebGpuOptions webGpu)
        {
            using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            try
            {
                CapabilityRegistry.Current.Find("webgpu")!.Append(options, webGpu);
            }
            catch (OnnxRuntimeException e) when (e.Message.Contains(NoAdapter, StringComparison.Ordinal))
            {
                // The options were read; it is the GPU that is missing.
            }
        }
    }
}
