namespace EdgeInfer.Providers;

/// <summary>
/// What speaks for and against a ready provider, by policy and model. Points are guesses of what usually holds, not
/// measurements: fewer are better, and what is said with them matters more than their sum.
/// </summary>
/// <remarks>Reference for the single rules: docs/providers.md.</remarks>
internal sealed class ProviderJudgement
{
    private readonly ExecutionProvider _provider;
    private readonly ProviderPolicy _policy;
    private readonly List<string> _words = [];

    private ProviderJudgement(ExecutionProvider provider, ProviderPolicy policy) => (_provider, _policy) = (provider, policy);

    public int Points { get; private set; }

    /// <summary>What was weighed, without the place that follows from it.</summary>
    public string Words => string.Join("; ", _words);

    private ProviderFacts Facts => _provider.Facts;

    private bool IsExact => _policy == ProviderPolicy.Accuracy;

    public static ProviderJudgement Of(ExecutionProvider provider, ProviderPolicy policy, ModelFacts? model, ISystemProbe system)
    {
        var judgement = new ProviderJudgement(provider, policy);
        judgement.Device(system);
        judgement.Compiling(model);
        if (model is null) return judgement;
        judgement.Precision(model);
        judgement.Shapes(model);
        judgement.Size(model);
        judgement.Operators(model);
        return judgement;
    }

    private void Device(ISystemProbe system)
    {
        Points += (_policy, Facts.Device) switch
        {
            (ProviderPolicy.Efficiency, ProviderDevice.Npu) => 10,
            (ProviderPolicy.Efficiency, ProviderDevice.Cpu) => 30,
            (ProviderPolicy.Efficiency, _) => 50,
            (_, ProviderDevice.Gpu) => 20,
            (_, ProviderDevice.Npu) => 30,
            _ => 50,
        };
        if (_policy == ProviderPolicy.Efficiency && Facts.Device == ProviderDevice.Npu) _words.Add("least energy for a call");
        if (_policy == ProviderPolicy.Efficiency && Facts.Device == ProviderDevice.Gpu) _words.Add("takes more energy than the processor");
        if (_provider is WebGpuProvider) Add(12, "portable shaders, not the maker's own kernels");
        if (_provider.WhySlowHere(system) is { } why) Add(100, why);
        if (IsExact && _provider is CoreMlProvider) Add(25, "on the processor alone, since the others round to float16");
    }

    private void Compiling(ModelFacts? model)
    {
        switch (Facts.Compiling)
        {
            case CompileCost.Minutes when _policy is ProviderPolicy.Latency or ProviderPolicy.Throughput && model is { HasDynamicShapes: false }:
                Add(-5, "kernels chosen for this very device, after minutes of compiling");
                break;
            case CompileCost.Minutes:
                Add(_policy == ProviderPolicy.Efficiency ? 5 : 20, "compiles for minutes when first loaded");
                break;
            case CompileCost.Seconds when _policy is ProviderPolicy.Balanced or ProviderPolicy.Accuracy:
                Add(3, "compiles for seconds when first loaded");
                break;
            default:
                break;
        }
    }

    private void Precision(ModelFacts model)
    {
        string name = Name(model.Precision);
        ProviderPrecisions computes = Facts.Computes;
        switch (model.Precision)
        {
            case ProviderPrecisions.Int8 when Facts.Prefers.HasFlag(ProviderPrecisions.Int8) && Facts.Device == ProviderDevice.Npu && model.QdqShare * 2 < model.QuantizedShare:
                Add(40, "int8 model, but not by the QDQ pairs it wants");
                break;
            case ProviderPrecisions.Int8 when Facts.Prefers.HasFlag(ProviderPrecisions.Int8):
                Add(-15, "int8 model, which it has kernels for");
                break;
            case ProviderPrecisions.Int8 when !computes.HasFlag(ProviderPrecisions.Int8):
                Add(10, "int8 model: dequantizes and computes in float");
                break;
            case ProviderPrecisions.Float32 when IsExact && !computes.HasFlag(ProviderPrecisions.Float32):
                Add(100, $"float32 model, computed in {Name(computes)}: accuracy forbids it");
                break;
            case ProviderPrecisions.Float32 when (computes & (ProviderPrecisions.Float32 | ProviderPrecisions.TensorFloat32)) == 0:
                Add(40, $"float32 model, computed in {Name(computes)}");
                break;
            case ProviderPrecisions.Float16 or ProviderPrecisions.BFloat16 when !computes.HasFlag(model.Precision):
                Add(25, $"{name} model: converted to {(computes.HasFlag(ProviderPrecisions.Float32) ? "float32" : Name(computes))} and back at every operator");
                break;
            default:
                _words.Add($"{name} model");
                break;
        }
    }

    private void Shapes(ModelFacts model)
    {
        if (!model.HasDynamicShapes)
        {
            _words.Add("fixed shapes");
            return;
        }

        string inputs = string.Join(", ", model.FreeInputs.Take(2));
        switch (Facts.DynamicShapes)
        {
            case DynamicShapeSupport.FixedOnly:
                Add(60, $"takes fixed shapes only, and the model leaves {inputs} free");
                break;
            case DynamicShapeSupport.AtACost:
                Add(20, $"each new shape costs, and the model leaves {inputs} free");
                break;
            default:
                _words.Add("free shapes cost nothing here");
                break;
        }
    }

    private void Size(ModelFacts model)
    {
        if (!model.IsTiny) return;
        if (Facts.Device == ProviderDevice.Cpu) _words.Add("so small that no device pays off");
        else Add(60, "so small that the way to the device costs more than the run");
    }

    private void Operators(ModelFacts model)
    {
        if (_provider is CpuProvider) return;
        if (model.ClassicalShare >= 0.5) Add(60, "classical machine learning (ai.onnx.ml) runs on the CPU only");
        if (model.CustomDomains is { Count: > 0 } domains) Add(15, $"operators of {string.Join(", ", domains)} run on the CPU");
        if (model.HasControlFlow && Facts.Device != ProviderDevice.Cpu)
            Add(Facts.Compiling == CompileCost.None ? 3 : 10, "If, Loop or Scan cut the model into pieces");
    }

    private void Add(int points, string words)
    {
        Points += points;
        _words.Add(words);
    }

    private static string Name(ProviderPrecisions precisions) =>
        string.Join(" or ", Enum.GetValues<ProviderPrecisions>().Where(p => p != ProviderPrecisions.None && precisions.HasFlag(p)).Select(static p => p.ToString().ToLowerInvariant()));
}
