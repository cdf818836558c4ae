using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

public sealed class PeakTests
{
    [Fact]
    public void Rows_of_numbers_peak_at_a_joint()
    {
        // Two joints, 8 columns and 6 rows, 2 bins a pixel.
        float[] x = [0, 0, 0, 0.2f, 0.9f, 0.1f, 0, 0, /**/ 0.3f, 0, 0, 0, 0, 0, 0, 0.4f];
        float[] y = [0, 0.7f, 0, 0, 0, 0, /**/ 0, 0, 0, 0, 0, 0.8f];
        var joints = new Keypoint[2];
        SimCcPeaks.Run(x, y, 2, 2, joints);
        Assert.Equal([new(2, 0.5f, 0.7f), new(3.5f, 2.5f, 0.4f)], joints);
    }

    [Fact]
    public void A_joint_that_is_nowhere_has_no_score()
    {
        var joints = new Keypoint[1];
        SimCcPeaks.Run([-1, -0.5f], [-2, -3], 1, 1, joints);
        Assert.Equal(0, joints[0].Score);
        SimCcPeaks.Run([float.NaN, 1], [1, 0], 1, 1, joints);
        Assert.Equal(0, joints[0].Score);
        HeatmapPeaks.Run([-1, -2, -3, -4], 2, 2, 4, 4, joints);
        Assert.Equal(new Keypoint(0, 0, 0), joints[0]);
    }

    [Fact]
    public void A_maps_peak_moves_a_quarter_towards_its_higher_neighbours()
    {
        // Peak in column 2, row 3 of 5 × 6; the right and the upper neighbour are higher.
        float[] map = new float[30];
        map[3 * 5 + 2] = 0.8f;
        map[3 * 5 + 3] = 0.5f;
        map[3 * 5 + 1] = 0.4f;
        map[2 * 5 + 2] = 0.3f;
        var joints = new Keypoint[1];
        HeatmapPeaks.Run(map, 5, 6, 4, 4, joints);
        Assert.Equal(new Keypoint(2.25f * 4, 2.75f * 4, 0.8f), joints[0]);
    }

    [Fact]
    public void A_peak_at_the_edge_stays()
    {
        float[] map = new float[25];
        map[4] = 1;
        map[3] = 0.5f;
        map[9] = 0.5f;
        var joints = new Keypoint[1];
        HeatmapPeaks.Run(map, 5, 5, 4, 4, joints);
        Assert.Equal(new Keypoint(16, 0, 1), joints[0]);
    }
}
