using System.Buffers;
using System.Numerics.Tensors;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>The picture that tiles make: blends them as they come, row of tiles by row of tiles, and writes what is settled.</summary>
/// <remarks>
/// Values are summed as floats in a strip one tile high, so that blending costs no levels and a large picture needs no float copy
/// of itself. Not thread-safe: one call's.
/// </remarks>
internal sealed class TileCanvas : IDisposable
{
    private readonly TileAxis _columns;
    private readonly TileAxis _rows;
    private readonly int _scale;
    private readonly int _channels;
    private readonly OutputLevels _levels;
    private readonly ColorOrder _order;
    private readonly ImageBuffer _result;
    private readonly float[] _strip;
    private readonly float[] _across;
    private readonly float[] _down;
    private readonly float[] _weights;
    private readonly byte[] _planes;

    /// <param name="columns">How the picture is cut across.</param>
    /// <param name="rows">How it is cut down.</param>
    /// <param name="scale">Result pixels to one of the picture.</param>
    /// <param name="channels">1 for luma, 3 for colours.</param>
    /// <param name="levels">From values to levels.</param>
    /// <param name="order">Of three channels.</param>
    /// <param name="result">
    /// Is written to. For luma, the picture enlarged otherwise, whose brightness is replaced; grey pictures are replaced altogether.
    /// </param>
    public TileCanvas(TileAxis columns, TileAxis rows, int scale, int channels, OutputLevels levels, ColorOrder order, ImageBuffer result)
    {
        (_columns, _rows, _scale, _channels, _levels, _order, _result) = (columns, rows, scale, channels, levels, order, result);
        _strip = ArrayPool<float>.Shared.Rent(checked(channels * StripRows * Width));
        _strip.AsSpan(0, channels * StripRows * Width).Clear();
        _across = ArrayPool<float>.Shared.Rent(columns.Tile * scale);
        _down = ArrayPool<float>.Shared.Rent(StripRows);
        _weights = ArrayPool<float>.Shared.Rent(columns.Tile * scale);
        _planes = ArrayPool<byte>.Shared.Rent(channels * Width);
    }

    private int Width => _columns.Length * _scale;

    private int StripRows => _rows.Tile * _scale;

    /// <summary>Adds one tile; tiles come from left to right, then from top to bottom.</summary>
    /// <param name="values">The model's output for this tile.</param>
    /// <param name="layout">Where its channels are.</param>
    /// <param name="column">Its place across.</param>
    /// <param name="row">Its place down.</param>
    public void Add(ReadOnlySpan<float> values, TensorLayout layout, int column, int row)
    {
        int tileWidth = _columns.Tile * _scale, tileHeight = StripRows, left = _columns.Start(column) * _scale;
        int shown = Math.Min(tileWidth, Width - left), rows = Math.Min(tileHeight, (_rows.Length - _rows.Start(row)) * _scale);
        Span<float> across = _across.AsSpan(0, tileWidth), down = _down.AsSpan(0, tileHeight);
        _columns.Weigh(column, _scale, across);
        _rows.Weigh(row, _scale, down);
        Span<float> weights = _weights.AsSpan(0, shown);
        for (int y = 0; y < rows; y++)
        {
            if (down[y] == 0) continue;
            TensorPrimitives.Multiply(across[..shown], down[y], weights);
            for (int c = 0; c < _channels; c++)
            {
                Span<float> sums = StripRow(c, y).Slice(left, shown);
                if (layout == TensorLayout.Nchw || _channels == 1)
                {
                    TensorPrimitives.MultiplyAdd(values.Slice((c * tileHeight + y) * tileWidth, shown), weights, sums, sums);
                    continue;
                }

                ReadOnlySpan<float> pixels = values.Slice(y * tileWidth * _channels, shown * _channels);
                for (int x = 0, at = c; x < sums.Length; x++, at += _channels) sums[x] += pixels[at] * weights[x];
            }
        }

        if (column == _columns.Count - 1) Settle(row);
    }

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_strip);
        ArrayPool<float>.Shared.Return(_across);
        ArrayPool<float>.Shared.Return(_down);
        ArrayPool<float>.Shared.Return(_weights);
        ArrayPool<byte>.Shared.Return(_planes);
    }

    /// <summary>Writes the rows that no later tile touches, and moves the others up.</summary>
    private void Settle(int row)
    {
        int first = _rows.Start(row) * _scale, settled = _rows.SettledAfter(row) * _scale - first;
        for (int y = 0; y < settled; y++) WriteRow(y, _result.GetRow(first + y));
        for (int c = 0; c < _channels; c++)
        {
            for (int y = settled; y < StripRows; y++) StripRow(c, y).CopyTo(StripRow(c, y - settled));
            for (int y = StripRows - settled; y < StripRows; y++) StripRow(c, y).Clear();
        }
    }

    private void WriteRow(int y, Span<byte> pixels)
    {
        for (int c = 0; c < _channels; c++) _levels.Write(StripRow(c, y), c, Plane(c));
        if (_channels == 3)
        {
            // A tensor in BGR has blue first.
            (int red, int blue) = _order == ColorOrder.Bgr ? (2, 0) : (0, 2);
            ChannelInterleave.Run(Simd.Widest, Plane(red), Plane(1), Plane(blue), pixels);
        }
        else if (_result.Format == PixelFormat.Gray8)
        {
            Plane(0).CopyTo(pixels);
        }
        else
        {
            ReplaceLuma(Plane(0), pixels);
        }
    }

    /// <summary>
    /// Colours keep their Cb and Cr: in full-range YCbCr red, green and blue then all change by as much as luma does. Reference: the
    /// super-resolution models of the ONNX zoo, which enlarge Y alone.
    /// </summary>
    private static void ReplaceLuma(ReadOnlySpan<byte> luma, Span<byte> pixels)
    {
        for (int x = 0; x < luma.Length; x++)
        {
            Span<byte> pixel = pixels.Slice(3 * x, 3);
            int change = luma[x] - new Rgb(pixel[0], pixel[1], pixel[2]).Luma;
            pixel[0] = (byte)Math.Clamp(pixel[0] + change, 0, 255);
            pixel[1] = (byte)Math.Clamp(pixel[1] + change, 0, 255);
            pixel[2] = (byte)Math.Clamp(pixel[2] + change, 0, 255);
        }
    }

    private Span<float> StripRow(int channel, int y) => _strip.AsSpan((channel * StripRows + y) * Width, Width);

    private Span<byte> Plane(int channel) => _planes.AsSpan(channel * Width, Width);
}
