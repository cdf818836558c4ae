using System.Buffers;

namespace EdgeInfer.Kernels;

/// <summary>Pairs rows with columns such that the pairs' costs together are least.</summary>
/// <remarks>
/// The Hungarian method by shortest augmenting paths with potentials (J. Munkres 1957; R. Jonker, A. Volgenant 1987), O(rows² ·
/// (rows + columns)). A pair must cost less than a limit, and leaving a row alone costs that limit: the same answer as
/// <c>lapjv</c> with <c>cost_limit</c>. Equal costs are settled the same way every time. Thread-safe; memory is pooled.
/// </remarks>
internal static class LinearAssignment
{
    /// <param name="costs">[rows, columns], row-major, not negative; NaN and what is not below the limit is no pair.</param>
    /// <param name="rows">0 or more.</param>
    /// <param name="columns">0 or more.</param>
    /// <param name="limit">Above 0.</param>
    /// <param name="columnOfRow">Receives each row's column, or −1.</param>
    /// <exception cref="ArgumentException">The lengths contradict each other.</exception>
    public static void Run(ReadOnlySpan<float> costs, int rows, int columns, float limit, Span<int> columnOfRow)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (costs.Length != (long)rows * columns) throw new ArgumentException($"{rows} rows of {columns} columns have {(long)rows * columns} costs, not {costs.Length}.", nameof(costs));
        if (columnOfRow.Length != rows) throw new ArgumentException($"{rows} rows need as much room, not {columnOfRow.Length}.", nameof(columnOfRow));
        if (rows == 0) return;

        // Beside the real columns each row has one of its own that stands for being alone. Index 0 is the search's start.
        int width = columns + rows + 1;
        double[] numbers = ArrayPool<double>.Shared.Rent(rows + 1 + 2 * width);
        int[] indices = ArrayPool<int>.Shared.Rent(2 * width);
        bool[] visited = ArrayPool<bool>.Shared.Rent(width);
        try
        {
            Span<double> rowPotential = numbers.AsSpan(0, rows + 1), columnPotential = numbers.AsSpan(rows + 1, width), shortest = numbers.AsSpan(rows + 1 + width, width);
            Span<int> rowOfColumn = indices.AsSpan(0, width), previous = indices.AsSpan(width, width);
            rowPotential.Clear();
            columnPotential.Clear();
            rowOfColumn.Clear();
            for (int row = 1; row <= rows; row++)
            {
                rowOfColumn[0] = row;
                shortest.Fill(double.PositiveInfinity);
                visited.AsSpan(0, width).Clear();
                int column = 0;
                do
                {
                    visited[column] = true;
                    int from = rowOfColumn[column], next = 0;
                    double step = double.PositiveInfinity;
                    for (int j = 1; j < width; j++)
                    {
                        if (visited[j]) continue;
                        double reduced = Cost(costs, from - 1, j - 1, columns, limit) - rowPotential[from] - columnPotential[j];
                        if (reduced < shortest[j]) (shortest[j], previous[j]) = (reduced, column);
                        if (shortest[j] < step) (step, next) = (shortest[j], j);
                    }

                    for (int j = 0; j < width; j++)
                    {
                        if (visited[j])
                        {
                            rowPotential[rowOfColumn[j]] += step;
                            columnPotential[j] -= step;
                        }
                        else
                        {
                            shortest[j] -= step;
                        }
                    }

                    column = next;
                }
                while (rowOfColumn[column] != 0);

                for (; column != 0; column = previous[column]) rowOfColumn[column] = rowOfColumn[previous[column]];
            }

            columnOfRow.Fill(-1);
            for (int j = 1; j <= columns; j++)
            {
                if (rowOfColumn[j] > 0) columnOfRow[rowOfColumn[j] - 1] = j - 1;
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(numbers);
            ArrayPool<int>.Shared.Return(indices);
            ArrayPool<bool>.Shared.Return(visited);
        }
    }

    private static double Cost(ReadOnlySpan<float> costs, int row, int column, int columns, float limit)
    {
        if (column >= columns) return column - columns == row ? limit : double.PositiveInfinity;
        float cost = costs[row * columns + column];
        return cost < limit ? cost : double.PositiveInfinity;
    }
}
