using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>What is refused, and what is said about it.</summary>
public sealed class ProviderOptionCheckTests
{
    /// <summary>Provider, a key, a value out of its range, and what the message must say was expected.</summary>
    public static TheoryData<string, string, string, string> OutOfRange => new()
    {
        { "cuda", "device_id", "-1", "an integer from 0 to 255" },
        { "cuda", "device_id", "256", "an integer from 0 to 255" },
        { "cuda", "device_id", "1.5", "an integer from 0 to 255" },
        { "cuda", "gpu_mem_limit", "0", "an integer of 1 or more" },
        { "cuda", "gpu_mem_limit", "2GB", "an integer of 1 or more" },
        { "cuda", "use_tf32", "yes", "0 or 1" },
        { "cuda", "use_tf32", "", "0 or 1" },
        { "cuda", "cudnn_conv_algo_search", "FASTEST", "one of EXHAUSTIVE, HEURISTIC, DEFAULT" },
        { "tensorrt", "trt_builder_optimization_level", "6", "from 0 to 5" },
        { "tensorrt", "trt_engine_cache_path", "", "a text" },
        { "tensorrt", "trt_profile_min_shapes", "images=1x3", "images:1x3x640x640" },
        { "tensorrt", "trt_profile_min_shapes", "images:1x0", "images:1x3x640x640" },
        { "tensorrt", "trt_profile_min_shapes", "images:1,images:2", "images:1x3x640x640" },
        { "nvtensorrtrtx", "nv_max_workspace_size", "-1", "an integer of 0 or more" },
        { "openvino", "device_type", "TPU", "CPU, GPU, NPU" },
        { "openvino", "device_type", "HETERO:", "CPU, GPU, NPU" },
        { "openvino", "num_streams", "9", "from 1 to 8" },
        { "directml", "disable_metacommands", "2", "False or True" },
        { "webgpu", "preferredLayout", "CHW", "one of NCHW, NHWC" },
        { "nnapi", "NNAPI_FLAG_USE_FP16", "on", "0 or 1" },
        { "coreml", "MLComputeUnits", "GPU", "one of ALL, CPUOnly, CPUAndGPU, CPUAndNeuralEngine" },
        { "xnnpack", "intra_op_num_threads", "0", "from 1 to 1024" },
        { "qnn", "htp_performance_mode", "fast", "burst" },
        { "qnn", "htp_arch", "74", "one of 0, 68" },
        { "cann", "precision_mode", "fp16", "force_fp16" },
        { "vitisai", "log_level", "all", "one of info, warning" },
        { "migraphx", "migraphx_arena_extend_strategy", "fast", "kNextPowerOfTwo" },
    };

    /// <summary>Settings of one provider that contradict each other, and the two keys that the message must name.</summary>
    public static TheoryData<string, string, string, string> Contradictions => new()
    {
        { "cuda", "enable_cudnn=0 cudnn_conv_algo_search=DEFAULT", "enable_cudnn", "cudnn_conv_algo_search" },
        { "cuda", "tunable_op_tuning_enable=1", "tunable_op_tuning_enable", "tunable_op_enable" },
        { "cuda", "gpu_external_alloc=1", "gpu_external_alloc", "gpu_external_free" },
        { "cuda", "gpu_external_alloc=1 gpu_external_free=2 gpu_mem_limit=3", "gpu_external_alloc", "gpu_mem_limit" },
        { "cuda", "has_user_compute_stream=1", "has_user_compute_stream", "user_compute_stream" },
        { "tensorrt", "trt_engine_cache_enable=0 trt_engine_cache_path=/e", "trt_engine_cache_path", "trt_engine_cache_enable" },
        { "tensorrt", "trt_timing_cache_enable=0 trt_timing_cache_path=/e", "trt_timing_cache_path", "trt_timing_cache_enable" },
        { "tensorrt", "trt_int8_calibration_table_name=t", "trt_int8_calibration_table_name", "trt_int8_enable" },
        { "tensorrt", "trt_int8_enable=1 trt_int8_use_native_calibration_table=1", "trt_int8_use_native_calibration_table", "trt_int8_calibration_table_name" },
        { "tensorrt", "trt_dla_core=1", "trt_dla_core", "trt_dla_enable" },
        { "tensorrt", "trt_dla_enable=1", "trt_dla_enable", "trt_fp16_enable" },
        { "tensorrt", "trt_ep_context_file_path=c.onnx", "trt_ep_context_file_path", "trt_dump_ep_context_model" },
        { "tensorrt", "trt_engine_decryption_enable=1", "trt_engine_decryption_enable", "trt_engine_decryption_lib_path" },
        { "tensorrt", "trt_profile_min_shapes=x:1", "trt_profile_min_shapes", "trt_profile_opt_shapes" },
        { "tensorrt", "trt_profile_min_shapes=x:1 trt_profile_opt_shapes=x:1", "trt_profile_min_shapes", "trt_profile_max_shapes" },
        { "tensorrt", "trt_profile_max_shapes=x:1", "trt_profile_max_shapes", "trt_profile_min_shapes" },
        { "tensorrt", "trt_profile_min_shapes=x:2 trt_profile_opt_shapes=x:1 trt_profile_max_shapes=x:3", "trt_profile_min_shapes", "trt_profile_opt_shapes" },
        { "tensorrt", "trt_profile_min_shapes=x:1 trt_profile_opt_shapes=x:4 trt_profile_max_shapes=x:3", "trt_profile_opt_shapes", "trt_profile_max_shapes" },
        { "tensorrt", "trt_profile_min_shapes=x:1 trt_profile_opt_shapes=y:1 trt_profile_max_shapes=x:1", "trt_profile_min_shapes", "trt_profile_opt_shapes" },
        { "tensorrt", "trt_profile_min_shapes=x:1 trt_profile_opt_shapes=x:1,y:1 trt_profile_max_shapes=x:1", "trt_profile_min_shapes", "trt_profile_opt_shapes" },
        { "tensorrt", "trt_profile_min_shapes=x:1 trt_profile_opt_shapes=x:1x1 trt_profile_max_shapes=x:1", "trt_profile_min_shapes", "trt_profile_opt_shapes" },
        { "nvtensorrtrtx", "nv_multi_profile_enable=1", "nv_multi_profile_enable", "nv_profile_min_shapes" },
        { "nvtensorrtrtx", "nv_profile_min_shapes=x:1", "nv_profile_min_shapes", "nv_profile_opt_shapes" },
        { "openvino", "device_type=CPU precision=FP16", "precision", "device_type" },
        { "openvino", "device_type=NPU precision=FP32", "precision", "device_type" },
        { "openvino", "device_type=GPU num_of_threads=2", "num_of_threads", "device_type" },
        { "directml", "device_id=1 performance_preference=minimum_power", "performance_preference", "device_id" },
        { "directml", "device_id=1 device_filter=npu", "device_filter", "device_id" },
        { "nnapi", "NNAPI_FLAG_CPU_DISABLED=1 NNAPI_FLAG_CPU_ONLY=1", "NNAPI_FLAG_CPU_DISABLED", "NNAPI_FLAG_CPU_ONLY" },
        { "coreml", "AllowLowPrecisionAccumulationOnGPU=1 MLComputeUnits=CPUOnly", "AllowLowPrecisionAccumulationOnGPU", "MLComputeUnits" },
        { "coreml", "ProfileComputePlan=1", "ProfileComputePlan", "ModelFormat" },
        { "qnn", "backend_type=gpu backend_path=/lib", "backend_path", "backend_type" },
        { "qnn", "backend_type=gpu htp_performance_mode=burst", "htp_performance_mode", "backend_type" },
        { "qnn", "backend_type=cpu vtcm_mb=4", "vtcm_mb", "backend_type" },
        { "qnn", "ep.context_file_path=c.onnx", "ep.context_file_path", "ep.context_enable" },
        { "qnn", "profiling_file_path=p", "profiling_file_path", "profiling_level" },
        { "qnn", "json_qnn_graph_dir=d", "json_qnn_graph_dir", "dump_json_qnn_graph" },
        { "cann", "precision_mode=force_fp16 enable_cann_graph=0", "precision_mode", "enable_cann_graph" },
        { "cann", "optypelist_for_implmode=Conv", "optypelist_for_implmode", "op_select_impl_mode" },
        { "migraphx", "migraphx_int8_calibration_table_name=t", "migraphx_int8_calibration_table_name", "migraphx_int8_enable" },
        { "migraphx", "migraphx_fp16_enable=1 migraphx_bf16_enable=1", "migraphx_fp16_enable", "migraphx_bf16_enable" },
    };

    /// <summary>Options that compute in less precision than the model asks for.</summary>
    public static TheoryData<string, string> Inexact => new()
    {
        { "cuda", "use_tf32=1" },
        { "tensorrt", "trt_fp16_enable=1" },
        { "tensorrt", "trt_bf16_enable=1" },
        { "tensorrt", "trt_int8_enable=1" },
        { "openvino", "precision=FP16" },
        { "nnapi", "NNAPI_FLAG_USE_FP16=1" },
        { "coreml", "MLComputeUnits=ALL" },
        { "coreml", "AllowLowPrecisionAccumulationOnGPU=1" },
        { "qnn", "enable_htp_fp16_precision=1" },
        { "cann", "precision_mode=force_fp16" },
        { "migraphx", "migraphx_fp16_enable=1" },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_value_out_of_range_is_named_with_the_range(string provider, string key, string value, string expected)
    {
        var error = Assert.Throws<ProviderOptionException>(() => Options(provider, $"{key}={value}").ToKeys());
        Assert.StartsWith($"Option {provider}.{key} = '{value}': expected ", error.Message);
        Assert.Contains(expected, error.Message);
        Assert.Equal((provider, key), (error.Provider, error.Option));
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void A_contradiction_names_both(string provider, string settings, string one, string other)
    {
        var error = Assert.Throws<ProviderOptionException>(() => Options(provider, settings.Split(' ')).ToKeys());
        Assert.Contains(one, error.Message);
        Assert.Contains(other, error.Message);
        Assert.Equal(provider, error.Provider);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [MemberData(nameof(Inexact))]
    public void Accuracy_forbids_less_precision_and_says_so(string provider, string setting)
    {
        ProviderOptions options = Options(provider, setting);
        Assert.NotEmpty(options.ToKeys());
        var error = Assert.Throws<ProviderOptionException>(() => options.ToKeys(ProviderPolicy.Accuracy));
        Assert.Contains("Accuracy", error.Message);
        Assert.Contains(setting[..setting.IndexOf('=')], error.Message);
    }

    [Theory]
    [InlineData("cuda", "use_tf32", "0")]
    [InlineData("qnn", "enable_htp_fp16_precision", "0")]
    [InlineData("coreml", "MLComputeUnits", "CPUOnly")]
    [InlineData("cann", "precision_mode", "must_keep_origin_dtype")]
    public void Accuracy_switches_less_precision_off_where_nobody_asked(string provider, string key, string value)
    {
        ProviderOptions options = CapabilityRegistry.Current.Find(provider)!.DefaultOptions!;
        Assert.Equal(value, options.ToKeys(ProviderPolicy.Accuracy)[key]);
        Assert.DoesNotContain(key, options.ToKeys().Keys);
    }

    [Theory]
    [InlineData("GPU", "ACCURACY")]
    [InlineData("CPU", null)]
    [InlineData(null, null)]
    public void OpenVINO_keeps_the_models_precision_where_the_device_would_not(string? device, string? precision) =>
        Assert.Equal(precision, new OpenVinoOptions { DeviceType = device }.ToKeys(ProviderPolicy.Accuracy).GetValueOrDefault("precision"));

    [Theory]
    [InlineData(ProviderPolicy.Latency, "burst")]
    [InlineData(ProviderPolicy.Efficiency, "power_saver")]
    [InlineData(ProviderPolicy.Balanced, null)]
    public void The_policy_sets_the_NPUs_clock(ProviderPolicy policy, string? mode)
    {
        Assert.Equal(mode, new QnnOptions().ToKeys(policy).GetValueOrDefault("htp_performance_mode"));
        Assert.Equal("balanced", new QnnOptions { Performance = QnnPerformance.Balanced }.ToKeys(policy)["htp_performance_mode"]);
        Assert.DoesNotContain("htp_performance_mode", new QnnOptions { Backend = QnnBackend.Gpu }.ToKeys(policy).Keys);
    }

    [Theory]
    [InlineData("cuda", "device_idd", "did you mean device_id?")]
    [InlineData("cuda", "cuda_mem_limit", "gpu_mem_limit")]
    [InlineData("cuda", "USE_TF32", "use_tf32")]
    [InlineData("tensorrt", "fp16_enable", "trt_fp16_enable")]
    [InlineData("tensorrt", "trt_engine_cache", "trt_engine_cache_path")]
    [InlineData("openvino", "num_threads", "num_of_threads")]
    [InlineData("coreml", "computeUnits", "MLComputeUnits")]
    [InlineData("qnn", "performance_mode", "htp_performance_mode")]
    [InlineData("xnnpack", "zzz", "it has intra_op_num_threads")]
    public void An_unknown_key_comes_with_what_may_have_been_meant(string provider, string key, string suggestion)
    {
        var error = Assert.Throws<ProviderOptionException>(() => Options(provider, $"{key}=1").ToKeys());
        Assert.StartsWith($"Option {provider}.{key}: {provider} has no such option; ", error.Message);
        Assert.Contains(suggestion, error.Message);
    }

    [Theory]
    [InlineData("cuda", "enable_cuda_graph=1")]
    [InlineData("tensorrt", "trt_cuda_graph_enable=1")]
    [InlineData("nvtensorrtrtx", "enable_cuda_graph=1")]
    [InlineData("directml", "ep.dml.enable_graph_capture=1")]
    [InlineData("webgpu", "enableGraphCapture=1")]
    public void A_recorded_graph_would_give_stale_results_and_is_refused(string provider, string setting) =>
        Assert.Contains("replays the addresses", Assert.Throws<ProviderOptionException>(() => Options(provider, setting).ToKeys()).Message);

    [Theory]
    [InlineData("qnn", "qnn_saver_path=x")]
    [InlineData("qnn", "dump_qnn_ir_dlc=1")]
    [InlineData("qnn", "backend_type=saver")]
    public void What_computes_wrong_results_is_refused(string provider, string setting) =>
        Assert.Contains("wrong results", Assert.Throws<ProviderOptionException>(() => Options(provider, setting).ToKeys()).Message);

    [Fact]
    public void Int8_needs_a_table_or_a_quantized_model()
    {
        var options = new TensorRtOptions { Int8 = true };
        var context = new OptionContext(ProviderPolicy.Balanced, SampleModels.Float32, static _ => null);
        Assert.Contains("trt_int8_calibration_table_name", Assert.Throws<ProviderOptionException>(() => options.Resolve(context)).Message);
        Assert.Contains("migraphx_int8_calibration_table_name", Assert.Throws<ProviderOptionException>(() => new MiGraphXOptions { Int8 = true }.Resolve(context)).Message);
        Assert.Equal("1", options.Resolve(context with { Model = SampleModels.Int8 })["trt_int8_enable"]);
        Assert.Equal("1", (options with { CalibrationTable = "t" }).Resolve(context)["trt_int8_enable"]);
        Assert.Equal("1", options.Resolve(context with { Model = null })["trt_int8_enable"]);
    }

    [Fact]
    public void TensorRT_computes_in_what_the_model_is_in()
    {
        var context = new OptionContext(ProviderPolicy.Balanced, SampleModels.Float32, static _ => null);
        Assert.Empty(new TensorRtOptions().Resolve(context));
        Assert.Equal(["trt_fp16_enable"], new TensorRtOptions().Resolve(context with { Model = SampleModels.Float16 }).Keys);
        Assert.Equal(["trt_int8_enable"], new TensorRtOptions().Resolve(context with { Model = SampleModels.Int8 }).Keys);
        Assert.Equal("0", new TensorRtOptions { Float16 = false }.Resolve(context with { Model = SampleModels.Float16 })["trt_fp16_enable"]);
        // Float16 is what a float16 model asks for.
        Assert.Equal(["trt_fp16_enable"], new TensorRtOptions().Resolve(context with { Policy = ProviderPolicy.Accuracy, Model = SampleModels.Float16 }).Keys);
    }

    [Fact]
    public void Extra_may_repeat_a_property_but_not_contradict_it()
    {
        var options = new CudaOptions { DeviceId = 1, Extra = new Dictionary<string, string> { ["device_id"] = "1", ["use_tf32"] = "true" } };
        Assert.Equal(["device_id=1", "use_tf32=1"], options.ToKeys().Select(static k => $"{k.Key}={k.Value}").Order());
        string message = Assert.Throws<ProviderOptionException>(() => (options with { DeviceId = 2 }).ToKeys()).Message;
        Assert.Contains("cuda.device_id = 2", message);
        Assert.Contains("'1' in Extra", message);
        Assert.Throws<ProviderOptionException>(() => new CudaOptions { Extra = new Dictionary<string, string> { ["device_id"] = null! } }.ToKeys());
        Assert.Throws<ArgumentNullException>(() => new CudaOptions { Extra = null! }.ToKeys());
    }

    [Fact]
    public void Properties_have_the_ranges_of_their_keys()
    {
        Assert.Throws<ProviderOptionException>(() => new CudaOptions { DeviceId = -1 }.ToKeys());
        Assert.Throws<ProviderOptionException>(() => new CudaOptions { ArenaGrowth = (ArenaGrowth)9 }.ToKeys());
        Assert.Throws<ProviderOptionException>(() => new OpenVinoOptions { Streams = 9 }.ToKeys());
        Assert.Throws<ProviderOptionException>(() => new QnnOptions { Performance = (QnnPerformance)99 }.ToKeys());
        Assert.Throws<ProviderOptionException>(() => new TensorRtOptions { Profiles = [new("x", [2], [1], [3])] }.ToKeys());
        Assert.Throws<ProviderOptionException>(() => new TensorRtOptions { Profiles = [new("x", [], [], [])] }.ToKeys());
    }

    [Theory]
    [InlineData("CPU")]
    [InlineData("GPU.1")]
    [InlineData("AUTO")]
    [InlineData("AUTO:GPU,CPU")]
    [InlineData("HETERO:NPU,CPU")]
    [InlineData("MULTI:GPU.0,GPU.1,CPU")]
    public void OpenVINO_devices_are_written_as_OpenVINO_writes_them(string device) =>
        Assert.Equal(device, new OpenVinoOptions { DeviceType = device }.ToKeys()["device_type"]);

    [Fact]
    public void Settings_are_read_as_a_command_line_has_them()
    {
        IReadOnlyList<ProviderOptions> options = ProviderOptionText.Parse(["cuda.device_id=1", "OpenVINO.load_config={\"CPU\":{\"A\":\"b=c.d\"}}", "cuda.use_tf32=false", "directml.ep.dml.disable_graph_fusion=1"]);
        Assert.Equal(["cuda", "openvino", "directml"], options.Select(static o => o.Provider));
        Assert.Equal(["device_id=1", "use_tf32=0"], options[0].ToKeys().Select(static k => $"{k.Key}={k.Value}"));
        Assert.Equal("{\"CPU\":{\"A\":\"b=c.d\"}}", options[1].ToKeys()["load_config"]);
        Assert.Equal("1", options[2].ToKeys()["ep.dml.disable_graph_fusion"]);
        Assert.Empty(ProviderOptionText.Parse([]));
    }

    [Theory]
    [InlineData("device_id=1", "PROVIDER.KEY=VALUE")]
    [InlineData("cuda.device_id", "PROVIDER.KEY=VALUE")]
    [InlineData("cuda.=1", "PROVIDER.KEY=VALUE")]
    [InlineData(".device_id=1", "PROVIDER.KEY=VALUE")]
    [InlineData("", "PROVIDER.KEY=VALUE")]
    [InlineData("cudda.device_id=1", "did you mean cuda?")]
    [InlineData("abacus.device_id=1", "choose one of cuda, ")]
    [InlineData("cpu.threads=1", "provider cpu has no options")]
    [InlineData("rknpu.x=1", "provider rknpu has no options")]
    [InlineData("cuda.device_id=x", "an integer from 0 to 255")]
    public void Settings_of_another_form_are_refused(string setting, string expected) =>
        Assert.Contains(expected, Assert.Throws<ProviderOptionException>(() => ProviderOptionText.Parse([setting])).Message);

    [Fact]
    public void A_setting_twice_is_refused() =>
        Assert.Contains("given twice", Assert.Throws<ProviderOptionException>(() => ProviderOptionText.Parse(["cuda.device_id=1", "CUDA.device_id=1"])).Message);

    private static ProviderOptions Options(string provider, params string[] settings) => CapabilityRegistry.Current.Find(provider)!.DefaultOptions! with
    {
        Extra = settings.ToDictionary(static s => s[..s.IndexOf('=')], static s => s[(s.IndexOf('=') + 1)..]),
    };
}
