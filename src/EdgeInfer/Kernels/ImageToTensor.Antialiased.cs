using System.Buffers;
using EdgeInfer.Imaging;

namespace EdgeInfer.Kernels;

internal static partial class ImageToTensor
{
    /// <summary>Weights are whole numbers of 2⁻²²: as fine as fits, together with an 8-bit value, into 31 bits.</summary>
    private const int WeightBits = 22;

    /// <summary>
    /// The triangle filter of PIL's <c>Image.resize(BILINEAR)</c>: its half-width is the shrink factor (at least one
    /// pixel), weights are normalised at the borders; rows first, then columns. Fixed-point like PIL's, so that the
    /// resized pixels are the same, not just close: quantised models answer to a single level.
    /// </summary>
    private static void WriteAntialiased(
        ImageView source, in ResizePlan plan, ReadOnlySpan<int> channelOffsets, bool luma,
        TensorTarget target, int x0, int x1, int y0, int y1)
    {
        using var columns = new TriangleFilter(source.Width, plan.ResizedWidth, x0 - plan.Left, x1 - plan.Left);
        using var rows = new TriangleFilter(source.Height, plan.ResizedHeight, y0 - plan.Top, y1 - plan.Top);
        int channels = luma ? 3 : target.Channels;
        int count = x1 - x0;
        int firstRow = rows.Start(0);
        int rowCount = rows.End(y1 - y0 - 1) - firstRow;
        int rowValues = count * channels;
        int pixelBytes = source.Format.BytesPerPixel();

        byte[] resizedRows = ArrayPool<byte>.Shared.Rent(checked(rowValues * rowCount));
        try
        {
            for (int row = 0; row < rowCount; row++)
            {
                ReadOnlySpan<byte> pixels = source.GetRow(firstRow + row);
                Span<byte> output = resizedRows.AsSpan(row * rowValues, rowValues);
                for (int i = 0; i < count; i++)
                {
                    int start = columns.Start(i) * pixelBytes;
                    ReadOnlySpan<int> weights = columns.Weights(i);
                    for (int c = 0; c < channels; c++)
                    {
                        int sum = 0;
                        int offset = start + channelOffsets[c];
                        for (int k = 0; k < weights.Length; k++, offset += pixelBytes) sum += weights[k] * pixels[offset];
                        output[i * channels + c] = ToByte(sum);
                    }
                }
            }

            Span<float> value = stackalloc float[3];
            for (int y = y0; y < y1; y++)
            {
                ReadOnlySpan<int> weights = rows.Weights(y - y0);
                int start = rows.Start(y - y0) - firstRow;
                for (int i = 0; i < count; i++)
                {
                    for (int c = 0; c < channels; c++)
                    {
                        int sum = 0;
                        int at = start * rowValues + i * channels + c;
                        for (int k = 0; k < weights.Length; k++, at += rowValues) sum += weights[k] * resizedRows[at];
                        value[c] = ToByte(sum);
                    }

                    if (luma) value[0] = Luma(value[0], value[1], value[2]);
                    target.Store(x0 + i, y, value);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(resizedRows);
        }
    }

    /// <summary>Rounds half up. Weights add up to one but for their own rounding, hence the limit.</summary>
    private static byte ToByte(int sum) => (byte)Math.Min(255, (sum + (1 << (WeightBits - 1))) >> WeightBits);

    /// <summary>For each resized position: the first source position that counts, and the weights from there on.</summary>
    private readonly struct TriangleFilter : IDisposable
    {
        private readonly int[] _starts;
        private readonly int[] _lengths;
        private readonly int[] _weights;
        private readonly int _taps;

        public TriangleFilter(int original, int resized, int from, int to)
        {
            double scale = (double)original / resized;
            double support = Math.Max(1, scale), inverse = 1 / support;
            _taps = (int)Math.Ceiling(support) * 2 + 1;
            int count = to - from;
            _starts = ArrayPool<int>.Shared.Rent(count);
            _lengths = ArrayPool<int>.Shared.Rent(count);
            _weights = ArrayPool<int>.Shared.Rent(checked(count * _taps));
            double[] exact = ArrayPool<double>.Shared.Rent(_taps);
            for (int i = 0; i < count; i++)
            {
                double center = (from + i + 0.5) * scale;
                int start = Math.Max(0, (int)(center - support + 0.5));
                int end = Math.Min(original, (int)(center + support + 0.5));
                Span<int> weights = _weights.AsSpan(i * _taps, end - start);
                double sum = 0;
                for (int k = 0; k < weights.Length; k++)
                {
                    exact[k] = Math.Max(0, 1 - Math.Abs((start + k - center + 0.5) * inverse));
                    sum += exact[k];
                }

                for (int k = 0; k < weights.Length; k++) weights[k] = (int)(0.5 + exact[k] / sum * (1 << WeightBits));
                _starts[i] = start;
                _lengths[i] = weights.Length;
            }

            ArrayPool<double>.Shared.Return(exact);
        }

        public int Start(int position) => _starts[position];

        public int End(int position) => _starts[position] + _lengths[position];

        public ReadOnlySpan<int> Weights(int position) => _weights.AsSpan(position * _taps, _lengths[position]);

        public void Dispose()
        {
            ArrayPool<int>.Shared.Return(_starts);
            ArrayPool<int>.Shared.Return(_lengths);
            ArrayPool<int>.Shared.Return(_weights);
        }
    }
}
