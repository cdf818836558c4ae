using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// A score for every class at every pixel of a map, logits or probabilities: DeepLab, FCN, U-Net, BiSeNet, SegFormer and kin. The
/// scores are enlarged to the picture bilinearly, then the best class counts.
/// </summary>
internal sealed class ScoreMapDecoder : PixelDecoder
{
    private readonly MapOutput _output;
    private readonly KernelParallelism _parallelism;

    public ScoreMapDecoder(MapOutput output, KernelParallelism parallelism)
    {
        (_output, _parallelism) = (output, parallelism);
        ClassCount = output.ChannelCount() ?? output.LabelCount ?? throw output.Contradiction("the number of classes is free in the model and no labels are given");
        if (ClassCount > EnlargedArgMax.MaxClasses) throw output.Contradiction($"a map of classes is stored in bytes, and {ClassCount} do not fit ({EnlargedArgMax.MaxClasses} do)");
    }

    public override int ClassCount { get; }

    public override void Decode(in ModelOutputs outputs, in ResizePlan plan, int width, int height, Span<byte> classIds)
    {
        (int mapWidth, int mapHeight) = _output.Measure(in outputs, ClassCount);
        EnlargedArgMax.Run(
            outputs.Floats(_output.Index), ClassCount, _output.Layout,
            MapAxis.Columns(in plan, width, mapWidth), MapAxis.Rows(in plan, height, mapHeight), classIds, _parallelism);
    }
}
