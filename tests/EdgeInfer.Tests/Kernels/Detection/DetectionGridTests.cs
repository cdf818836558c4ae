using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class DetectionGridTests
{
    [Theory]
    [InlineData(416, 416, 52 * 52 + 26 * 26 + 13 * 13)]
    [InlineData(640, 640, 8400)]
    [InlineData(640, 480, 6300)]
    [InlineData(32, 32, 21)]
    [InlineData(16, 16, 5)]
    [InlineData(7, 7, 0)]
    [InlineData(65_536, 65_536, 8192L * 8192 + 4096L * 4096 + 2048L * 2048)]
    public void Cells_of_known_inputs(int width, int height, long cells) => Assert.Equal(cells, DetectionGrid.CellCount(width, height));

    [Fact]
    public void Strides_are_finest_first() => Assert.Equal([8, 16, 32], DetectionGrid.Strides.ToArray());
}
