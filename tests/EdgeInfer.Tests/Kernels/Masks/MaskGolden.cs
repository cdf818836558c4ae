using System.Text.Json;

namespace EdgeInfer.Tests.Kernels;

/// <summary>What OpenCV finds in random masks.</summary>
/// <remarks><c>Golden/make_masks.py</c> writes it.</remarks>
internal static class MaskGolden
{
    public sealed record Case(string[] Rows, int[][] Components, int[][] AllEvery, int[][] AllCorners, int[][] ExternalEvery, int[][] ExternalCorners)
    {
        public int Height => Rows.Length;

        public int Width => Rows[0].Length;

        public byte[] Mask => [.. Rows.SelectMany(static row => row).Select(static c => c == '#' ? (byte)255 : (byte)0)];
    }

    private sealed record Document(string OpenCv, Case[] Cases);

    public static Case[] Cases { get; } = JsonSerializer.Deserialize<Document>(
        File.ReadAllBytes(Path.Combine(TestData.RepositoryRoot, "tests/EdgeInfer.Tests/Kernels/Masks/Golden/masks.json")), JsonSerializerOptions.Web)!.Cases;
}
