using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels.Matching;

public sealed class LinearAssignmentTests
{
    [Fact]
    public void The_cheapest_pairs_are_found_together_not_one_by_one()
    {
        // Taking 1 first would leave 10 for the other row.
        float[] costs = [1, 2, 2, 10];
        Assert.Equal([1, 0], Run(costs, 2, 2, 100));
    }

    [Fact]
    public void A_pair_at_the_limit_or_without_a_cost_is_none()
    {
        Assert.Equal([-1], Run([1], 1, 1, 1));
        Assert.Equal([-1], Run([float.NaN], 1, 1, 1));
        Assert.Equal([-1], Run([float.PositiveInfinity], 1, 1, 1));
        Assert.Equal([0], Run([0.999f], 1, 1, 1));
        Assert.Equal([-1, -1], Run([], 2, 0, 1));
        Assert.Empty(Run([], 0, 3, 1));
    }

    [Fact]
    public void Costs_that_contradict_the_sizes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Run([1, 2], 1, 1, 1));
        Assert.Throws<ArgumentException>(() => LinearAssignment.Run([1], 1, 1, 1, new int[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LinearAssignment.Run([], -1, 1, 1, []));
    }

    /// <summary>Against every possible assignment, of which there are few.</summary>
    [Fact]
    public void Nothing_is_cheaper()
    {
        var random = new Random(7);
        for (int round = 0; round < 400; round++)
        {
            int rows = random.Next(0, 6), columns = random.Next(0, 6);
            float[] costs = [.. Enumerable.Range(0, rows * columns).Select(_ => random.Next(5) == 0 ? 2 : MathF.Round(random.NextSingle(), 1))];
            int[] found = Run(costs, rows, columns, 0.8f);

            Assert.Equal(found.Where(static c => c >= 0).Distinct().Count(), found.Count(static c => c >= 0));
            double cost = 0;
            for (int row = 0; row < rows; row++)
            {
                if (found[row] >= 0) Assert.True(costs[row * columns + found[row]] < 0.8f);
                cost += found[row] >= 0 ? costs[row * columns + found[row]] : 0.8f;
            }

            Assert.Equal(Least(costs, rows, columns, 0.8f, 0, 0), cost, 1e-4);
        }
    }

    private static double Least(float[] costs, int rows, int columns, float limit, int row, int taken)
    {
        if (row == rows) return 0;
        double least = limit + Least(costs, rows, columns, limit, row + 1, taken);
        for (int column = 0; column < columns; column++)
        {
            float cost = costs[row * columns + column];
            if ((taken & 1 << column) == 0 && cost < limit) least = Math.Min(least, cost + Least(costs, rows, columns, limit, row + 1, taken | 1 << column));
        }

        return least;
    }

    private static int[] Run(float[] costs, int rows, int columns, float limit)
    {
        int[] columnOfRow = new int[rows];
        LinearAssignment.Run(costs, rows, columns, limit, columnOfRow);
        return columnOfRow;
    }
}
