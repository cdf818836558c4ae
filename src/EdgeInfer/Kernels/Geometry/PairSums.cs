using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EdgeInfer.Kernels;

/// <summary>Products of neighbouring lanes, added in pairs into lanes of twice the width: what weighing two pixels takes.</summary>
/// <remarks>One instruction on x86. Everywhere else even and odd lanes are multiplied apart.</remarks>
internal static class PairSums
{
    /// <summary><c>result[i] = values[2i] × weights[2i] + values[2i + 1] × weights[2i + 1]</c>.</summary>
    /// <param name="values">0 … 255.</param>
    /// <param name="weights">0 … 64, so that a sum fits into 15 bits.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> OfBytes(Vector128<byte> values, Vector128<byte> weights) =>
        Ssse3.IsSupported ? Ssse3.MultiplyAddAdjacent(values, weights.AsSByte()) : OfBytesPortable(values, weights);

    /// <summary><c>result[i] = values[2i] × weights[2i] + values[2i + 1] × weights[2i + 1]</c>.</summary>
    /// <param name="values">0 … 32767.</param>
    /// <param name="weights">0 … 32767.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> OfWords(Vector128<short> values, Vector128<short> weights) =>
        Sse2.IsSupported ? Sse2.MultiplyAddAdjacent(values, weights) : OfWordsPortable(values, weights);

    /// <summary><c>result[i] = values[2i] × weights[2i] + values[2i + 1] × weights[2i + 1]</c>, of any sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> OfSignedWords(Vector128<short> values, Vector128<short> weights) =>
        Sse2.IsSupported ? Sse2.MultiplyAddAdjacent(values, weights) : OfSignedWordsPortable(values, weights);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<int> OfSignedWordsPortable(Vector128<short> values, Vector128<short> weights)
    {
        Vector128<int> value = values.AsInt32(), weight = weights.AsInt32();
        return ((value << 16) >> 16) * ((weight << 16) >> 16) + (value >> 16) * (weight >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<short> OfBytesPortable(Vector128<byte> values, Vector128<byte> weights)
    {
        Vector128<ushort> value = values.AsUInt16(), weight = weights.AsUInt16(), even = Vector128.Create((ushort)0xFF);
        return ((value & even) * (weight & even) + (value >>> 8) * (weight >>> 8)).AsInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<int> OfWordsPortable(Vector128<short> values, Vector128<short> weights)
    {
        Vector128<int> value = values.AsInt32(), weight = weights.AsInt32(), even = Vector128.Create(0xFFFF);
        return (value & even) * (weight & even) + (value >>> 16) * (weight >>> 16);
    }
}
