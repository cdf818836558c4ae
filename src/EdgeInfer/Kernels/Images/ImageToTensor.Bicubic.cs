using System.Buffers;
using System.Numerics.Tensors;

namespace EdgeInfer.Kernels;

internal static partial class ImageToTensor
{
    /// <summary>OpenCV's 8-bit <c>INTER_CUBIC</c>: columns first (<see cref="CubicRow"/>), then rows, and rounded once.</summary>
    /// <remarks>
    /// As OpenCV does with 128-bit vectors, its baseline for x86-64: rows are summed up in float from the last to the first, rounded to even; but in integers,
    /// halves rounded up, for what is left of a row after whole groups of eight values.
    /// </remarks>
    private static void WriteBicubic(in Pass pass)
    {
        using var columns = new CubicTaps(pass.Source.Width, pass.Plan.ResizedWidth, pass.FirstColumn, pass.Count);
        using var rows = new CubicTaps(pass.Source.Height, pass.Plan.ResizedHeight, pass.Y0 - pass.Plan.Top, pass.Y1 - pass.Y0);
        using var pixels = new PixelRows(pass.Simd, pass.Source, 0, pass.Source.Width, rows: 1);
        int lanes = AreaRow.Lanes(pass.PixelBytes), length = checked(pass.PlaneStride * lanes);
        float[] floats = ArrayPool<float>.Shared.Rent(checked((CubicTaps.Taps + 1) * length));
        byte[] levels = ArrayPool<byte>.Shared.Rent(pass.RowLength);
        try
        {
            Span<float> ring = floats.AsSpan(0, CubicTaps.Taps * length), sums = floats.AsSpan(CubicTaps.Taps * length, length);
            // Four rows that follow each other have slots of their own.
            Span<int> resized = [-1, -1, -1, -1];
            for (int y = pass.Y0; y < pass.Y1; y++)
            {
                int from = rows.Starts[y - pass.Y0];
                ReadOnlySpan<short> weights = rows.Weights.Slice(CubicTaps.Taps * (y - pass.Y0), CubicTaps.Taps);
                for (int i = CubicTaps.Taps - 1; i >= 0; i--)
                {
                    int row = Math.Clamp(from + i, 0, pass.Source.Height - 1), slot = row % CubicTaps.Taps;
                    Span<float> values = ring.Slice(slot * length, length);
                    if (resized[slot] != row) CubicRow.Run(pass.Simd, pixels.ReadRow(row), pass.PixelBytes, columns, values);
                    resized[slot] = row;
                    float weight = weights[i] * (1f / (CubicTaps.One * CubicTaps.One));
                    if (i == CubicTaps.Taps - 1) TensorPrimitives.Multiply(values, weight, sums);
                    else TensorPrimitives.MultiplyAdd(values, weight, sums, sums);
                }

                SumsToLevels.Run(pass.Simd, sums, lanes, 1, levels.AsSpan(0, pass.RowLength), pass.PlaneStride);
                RoundRest(in pass, ring, length, lanes, from, weights, levels);
                pass.Store(y, levels);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(levels);
            ArrayPool<float>.Shared.Return(floats);
        }

        static void RoundRest(in Pass pass, ReadOnlySpan<float> ring, int length, int lanes, int from, ReadOnlySpan<short> weights, Span<byte> levels)
        {
            const int group = 8, bits = 22;
            // A YUV picture is what it would be as RGB.
            int pixelBytes = pass.IsYuv ? 3 : pass.PixelBytes, values = checked(pass.Plan.ResizedWidth * pixelBytes), grouped = values / group * group;
            for (int value = Math.Max(grouped, pass.FirstColumn * pixelBytes); value < Math.Min(values, (pass.FirstColumn + pass.Count) * pixelBytes); value++)
            {
                int column = value / pixelBytes - pass.FirstColumn, channel = value % pixelBytes;
                if (channel == 3) continue;
                int sum = 1 << (bits - 1);
                for (int i = 0; i < CubicTaps.Taps; i++)
                {
                    int slot = Math.Clamp(from + i, 0, pass.Source.Height - 1) % CubicTaps.Taps;
                    sum += (int)ring[slot * length + column * lanes + channel] * weights[i];
                }

                levels[channel * pass.PlaneStride + column] = (byte)Math.Clamp(sum >> bits, 0, 255);
            }
        }
    }
}
