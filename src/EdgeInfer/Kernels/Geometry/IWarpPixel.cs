using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>What warping needs to know of a pixel's size; one implementation for 1, 3 and 4 bytes.</summary>
internal interface IWarpPixel
{
    /// <summary>Bytes of a pixel, one a channel.</summary>
    static abstract int Bytes { get; }

    /// <summary>Pixels of a row, from the left neighbour on, that <see cref="Blend"/> touches.</summary>
    static abstract int Reach { get; }

    /// <summary>Mixes four times four neighbours into four pixels next to each other.</summary>
    /// <param name="source">The picture's first byte.</param>
    /// <param name="offsets">Bytes from there to each pixel's upper left neighbour.</param>
    /// <param name="stride">Bytes from row to row.</param>
    /// <param name="columnWeights">For each pixel, in bytes: left, right, left, right; each pair sums up to 32.</param>
    /// <param name="rowWeights">For each pixel, in 16 bits: upper, lower; they sum up to 2048.</param>
    /// <param name="destination">Four pixels; nothing is written behind them.</param>
    static abstract void Blend(
        ref byte source, Vector128<int> offsets, nint stride, Vector128<byte> columnWeights, Vector128<short> rowWeights, ref byte destination);

    /// <summary>Pixels of a row, from the leftmost neighbour on, that <see cref="BlendCubic"/> touches.</summary>
    static abstract int CubicReach { get; }

    /// <summary>Mixes sixteen neighbours into a pixel.</summary>
    /// <param name="source">The first byte of the upper left neighbour.</param>
    /// <param name="stride">Bytes from row to row.</param>
    /// <param name="weights">Sixteen, row by row, as <see cref="CubicWeights"/> has them.</param>
    /// <param name="destination">One pixel; nothing is written behind it.</param>
    static abstract void BlendCubic(ref byte source, nint stride, ref short weights, ref byte destination);

    /// <summary>Copies one pixel.</summary>
    static abstract void Copy(ref byte source, ref byte destination);
}
