using System.Buffers;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// One value a pixel, <c>[1, 1, H, W]</c> and kin: how surely it belongs to the foreground (saliency, cracks, text). Class 1 where the
/// value, enlarged to the picture bilinearly, is above the threshold; else class 0.
/// </summary>
internal sealed class ForegroundDecoder : PixelDecoder
{
    private readonly MapOutput _output;
    private readonly float _threshold;

    public ForegroundDecoder(MapOutput output)
    {
        _output = output;
        float threshold = output.Manifest.MaskThreshold;
        // The sigmoid rises everywhere: the threshold is taken back through it instead of every pixel forward.
        _threshold = output.Manifest.Sigmoid ? MathF.Log(threshold / (1 - threshold)) : threshold;
    }

    public override int ClassCount => 2;

    public override void Decode(in ModelOutputs outputs, in ResizePlan plan, int width, int height, Span<byte> classIds)
    {
        (int mapWidth, int mapHeight) = _output.Measure(in outputs, channels: 1);
        using var map = new MapEnlarger(
            outputs.Floats(_output.Index), MapAxis.Columns(in plan, width, mapWidth), MapAxis.Rows(in plan, height, mapHeight));
        float[] scratch = ArrayPool<float>.Shared.Rent(width);
        try
        {
            Span<float> row = scratch.AsSpan(0, width);
            for (int y = 0; y < height; y++)
            {
                map.Row(y, row);
                MapThreshold.Run(row, _threshold, classIds.Slice(y * width, width));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scratch);
        }
    }
}
