using System.Runtime.Intrinsics;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class PairSumsTests
{
    [Fact]
    public void Both_ways_give_the_definitions_sums()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        byte[] bytes = new byte[16], byteWeights = new byte[16];
        short[] words = new short[8], wordWeights = new short[8];
        for (int round = 0; round < 500; round++)
        {
            // The first round at the limits.
            for (int i = 0; i < 16; i++)
            {
                bytes[i] = (byte)(round == 0 ? 255 : random.Next(256));
                byteWeights[i] = (byte)(round == 0 ? 64 : random.Next(65));
            }

            for (int i = 0; i < 8; i++)
            {
                words[i] = (short)(round == 0 ? short.MaxValue : random.Next(short.MaxValue + 1));
                wordWeights[i] = (short)(round == 0 ? short.MaxValue : random.Next(short.MaxValue + 1));
            }

            Vector128<byte> values = Vector128.Create(bytes), weights = Vector128.Create(byteWeights);
            Vector128<short> sums = PairSums.OfBytes(values, weights), portable = PairSums.OfBytesPortable(values, weights);
            for (int i = 0; i < 8; i++)
            {
                int expected = bytes[2 * i] * byteWeights[2 * i] + bytes[2 * i + 1] * byteWeights[2 * i + 1];
                Assert.True(expected == sums[i] && expected == portable[i], $"seed {seed}, round {round}, lane {i}");
            }

            Vector128<int> wide = PairSums.OfWords(Vector128.Create(words), Vector128.Create(wordWeights));
            Vector128<int> widePortable = PairSums.OfWordsPortable(Vector128.Create(words), Vector128.Create(wordWeights));
            for (int i = 0; i < 4; i++)
            {
                int expected = words[2 * i] * wordWeights[2 * i] + words[2 * i + 1] * wordWeights[2 * i + 1];
                Assert.True(expected == wide[i] && expected == widePortable[i], $"seed {seed}, round {round}, lane {i}");
            }
        }
    }

    [Fact]
    public void Weights_may_be_negative()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        short[] values = new short[8], weights = new short[8];
        for (int round = 0; round < 500; round++)
        {
            for (int i = 0; i < 8; i++)
            {
                values[i] = (short)(round == 0 ? 255 : random.Next(256));
                weights[i] = (short)(round == 0 ? short.MinValue : random.Next(short.MinValue, short.MaxValue + 1));
            }

            Vector128<int> sums = PairSums.OfSignedWords(Vector128.Create(values), Vector128.Create(weights));
            Vector128<int> portable = PairSums.OfSignedWordsPortable(Vector128.Create(values), Vector128.Create(weights));
            for (int i = 0; i < 4; i++)
            {
                int expected = values[2 * i] * weights[2 * i] + values[2 * i + 1] * weights[2 * i + 1];
                Assert.True(expected == sums[i] && expected == portable[i], $"seed {seed}, round {round}, lane {i}");
            }
        }
    }
}
