using System.Buffers;
using System.Numerics;
using EdgeInfer.Kernels;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>
/// The class of every pixel, already chosen in the graph: <c>[1, H, W]</c> or <c>[1, 1, H, W]</c> of int64, int32 or uint8. There is
/// nothing to interpolate: a pixel of the picture takes the class of the map's pixel that it lies in.
/// </summary>
internal sealed class ClassMapDecoder : PixelDecoder
{
    private readonly MapOutput _output;

    public ClassMapDecoder(MapOutput output)
    {
        _output = output;
        if (output.ChannelCount() is not (1 or null)) throw output.Contradiction("whole numbers are classes, one a pixel");
        ClassCount = output.LabelCount ?? EnlargedArgMax.MaxClasses;
        if (ClassCount > EnlargedArgMax.MaxClasses) throw output.Contradiction($"a map of classes is stored in bytes, and {ClassCount} do not fit ({EnlargedArgMax.MaxClasses} do)");
    }

    public override int ClassCount { get; }

    public override void Decode(in ModelOutputs outputs, in ResizePlan plan, int width, int height, Span<byte> classIds)
    {
        switch (_output.ElementType)
        {
            case TensorElementType.Int64: Pick<long>(in outputs, in plan, width, height, classIds); break;
            case TensorElementType.Int32: Pick<int>(in outputs, in plan, width, height, classIds); break;
            default: Pick<byte>(in outputs, in plan, width, height, classIds); break;
        }
    }

    private void Pick<T>(in ModelOutputs outputs, in ResizePlan plan, int width, int height, Span<byte> classIds)
        where T : unmanaged, IBinaryInteger<T>
    {
        (int mapWidth, int mapHeight) = _output.Measure(in outputs, channels: 1);
        MapAxis columns = MapAxis.Columns(in plan, width, mapWidth), rows = MapAxis.Rows(in plan, height, mapHeight);
        ReadOnlySpan<T> map = outputs.Values<T>(_output.Index);
        int[] picks = ArrayPool<int>.Shared.Rent(width);
        try
        {
            for (int x = 0; x < width; x++) picks[x] = columns.Nearest(x);
            for (int y = 0; y < height; y++)
            {
                ReadOnlySpan<T> source = map.Slice(rows.Nearest(y) * mapWidth, mapWidth);
                Span<byte> target = classIds.Slice(y * width, width);
                for (int x = 0; x < target.Length; x++)
                {
                    T id = source[picks[x]];
                    target[x] = byte.CreateTruncating(id);
                    if (T.CreateTruncating(target[x]) != id) throw TooLarge(in outputs, long.CreateChecked(id));
                }
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(picks);
        }
    }

    private ModelMismatchException TooLarge(in ModelOutputs outputs, long id) => new(
        $"Output '{outputs.Spec(_output.Index).Name}' gave a pixel the class {id}; classes are numbers from 0 to 255. The output is no map of classes.");
}
