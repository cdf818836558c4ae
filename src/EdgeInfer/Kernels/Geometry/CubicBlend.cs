using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>One pixel from its sixteen neighbours.</summary>
internal static class CubicBlend
{
    private const int Half = 1 << (CubicWeights.Bits - 1);

    /// <summary>Three or four channels, one in each lane.</summary>
    /// <param name="at">The upper left neighbour: 16 bytes are read from here, and from each of the three rows below.</param>
    /// <param name="stride">Bytes from row to row.</param>
    /// <param name="weights">Sixteen, row by row.</param>
    /// <param name="left">Brings a row's bytes into order: for each channel the first and the second neighbour, in 16 bits.</param>
    /// <param name="right">As above, the third and the fourth.</param>
    /// <returns>0 … 255.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Color(ref byte at, nint stride, ref short weights, Vector128<byte> left, Vector128<byte> right)
    {
        Vector128<int> sums = Vector128.Create(Half);
        for (int row = 0; row < 4; row++)
        {
            Vector128<byte> pixels = Vector128.LoadUnsafe(ref Unsafe.Add(ref at, row * stride));
            ref byte four = ref Unsafe.As<short, byte>(ref Unsafe.Add(ref weights, 4 * row));
            sums += PairSums.OfSignedWords(Vector128.Shuffle(pixels, left).AsInt16(), Vector128.Create(Unsafe.ReadUnaligned<int>(ref four)).AsInt16());
            sums += PairSums.OfSignedWords(Vector128.Shuffle(pixels, right).AsInt16(), Vector128.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref four, 4))).AsInt16());
        }

        return Vector128.Min(Vector128.Max(sums >> CubicWeights.Bits, Vector128<int>.Zero), Vector128.Create(255));
    }

    /// <summary>A weighed sum as an 8-bit level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Level(int sum) => (byte)Math.Clamp((sum + Half) >> CubicWeights.Bits, 0, 255);
}
