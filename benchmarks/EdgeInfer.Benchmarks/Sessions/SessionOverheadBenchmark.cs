using BenchmarkDotNet.Attributes;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using Microsoft.ML.OnnxRuntime;
using OrtElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace EdgeInfer.Benchmarks.Sessions;

/// <summary>What <see cref="ModelSession"/> adds to bare ONNX Runtime with IO binding, on a small model, one thread.</summary>
public class SessionOverheadBenchmark : IDisposable
{
    private ModelSession _session = null!;
    private InferenceSession _bare = null!;
    private OrtIoBinding _binding = null!;
    private RunOptions _runOptions = null!;
    private float[] _picture = null!;
    private float[] _input = null!;
    private float[] _output = null!;
    private OrtValue _inputValue = null!;
    private OrtValue _outputValue = null!;

    [Params("models/mnist.onnx", "models/ultraface_rfb_320.onnx")]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Load()
    {
        string path = BenchmarkData.TestData(Model);
        _session = ModelSession.Load(path, new ModelSessionOptions { Providers = ProviderSelection.Cpu, Threads = 1 });
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        _bare = new InferenceSession(path, options);
        _binding = _bare.CreateIoBinding();
        _runOptions = new RunOptions();

        TensorSpec input = _session.Inputs[0], output = _session.Outputs[0];
        _input = GC.AllocateArray<float>(Count(input), pinned: true);
        _output = GC.AllocateArray<float>(Count(output), pinned: true);
        _inputValue = Bind(input, _input);
        _outputValue = Bind(output, _output);
        _binding.BindInput(input.Name, _inputValue);
        _binding.BindOutput(output.Name, _outputValue);
        foreach (TensorSpec other in _session.Outputs.Skip(1)) _binding.BindOutputToDevice(other.Name, OrtMemoryInfo.DefaultInstance);

        _picture = new float[_input.Length];
        var random = new Random(20261120);
        for (int i = 0; i < _picture.Length; i++) _picture[i] = random.NextSingle();
    }

    [Benchmark(Baseline = true, Description = "bare ONNX Runtime, IO binding")]
    public float Bare()
    {
        _picture.CopyTo(_input, 0);
        _bare.RunWithBinding(_runOptions, _binding);
        return _output[0];
    }

    [Benchmark(Description = "ModelSession: rent, run, read, return")]
    public float Session()
    {
        using IoBinding io = _session.Rent();
        _picture.CopyTo(io.Input().AsSpan<float>());
        io.Run();
        return io.Output().AsSpan<float>()[0];
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _binding.Dispose();
        _inputValue.Dispose();
        _outputValue.Dispose();
        _runOptions.Dispose();
        _bare.Dispose();
        _session.Dispose();
        GC.SuppressFinalize(this);
    }

    private static int Count(TensorSpec tensor) => (int)tensor.Dimensions.Aggregate(1L, static (count, size) => count * size);

    private static unsafe OrtValue Bind(TensorSpec tensor, float[] pinned)
    {
        fixed (float* memory = pinned)
        {
            return OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance, OrtElementType.Float, [.. tensor.Dimensions], (nint)memory, pinned.Length * sizeof(float));
        }
    }
}
