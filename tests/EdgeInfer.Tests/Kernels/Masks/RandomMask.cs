namespace EdgeInfer.Tests.Kernels;

internal static class RandomMask
{
    /// <summary>Noise of blocks: single pixels to whole patches, so that regions nest and meet at corners.</summary>
    public static byte[] Make(Random random, int width, int height)
    {
        int block = random.Next(1, 5);
        int columns = (width + block - 1) / block, rows = (height + block - 1) / block;
        double share = random.NextDouble();
        bool[] coarse = [.. Enumerable.Range(0, columns * rows).Select(_ => random.NextDouble() < share)];
        return [.. Enumerable.Range(0, width * height).Select(i => coarse[i / width / block * columns + i % width / block] ? (byte)random.Next(1, 256) : (byte)0)];
    }
}
