using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class MapThresholdTests
{
    [Fact]
    public void All_paths_agree_with_the_definition_at_every_length_and_start()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int length = 0; length <= 140; length++)
        {
            int start = random.Next(0, 4);
            float[] map = [.. Enumerable.Range(0, start + length).Select(_ => random.Next(12) switch
            {
                0 => float.NaN,
                1 => float.PositiveInfinity,
                2 => float.NegativeInfinity,
                3 => 0.3f,
                _ => random.NextSingle(),
            })];
            byte[] expected = [.. map.Skip(start).Select(static v => v > 0.3f ? (byte)1 : (byte)0)];
            foreach (Path run in (Path[])[MapThreshold.Run, MapThreshold.Scalar, MapThreshold.V128, MapThreshold.V256])
            {
                // A guard on either side shows writing outside.
                byte[] mask = new byte[length + 2];
                mask.AsSpan().Fill(9);
                int above = run(map.AsSpan(start), 0.3f, mask.AsSpan(1, length));
                Assert.True(mask.AsSpan(1, length).SequenceEqual(expected) && mask[0] == 9 && mask[^1] == 9, $"seed {seed}, length {length}, {run.Method.Name}");
                Assert.Equal(expected.Sum(static v => v), above);
            }
        }
    }

    [Fact]
    public void Other_sizes_are_refused_with_both()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => MapThreshold.Run(new float[7], 0, new byte[6]));
        Assert.Contains("7", error.Message);
        Assert.Contains("6", error.Message);
    }

    private delegate int Path(ReadOnlySpan<float> map, float threshold, Span<byte> mask);
}
