namespace Referent.Training.Ppt.Objective;

/// <summary>The assignment of rows to columns with the least total cost. Source: Kuhn 1955; shortest augmenting paths with potentials.</summary>
public static class HungarianAssignment
{
    /// <param name="cost">Row-major [rows, columns], rows at most columns, all finite.</param>
    /// <param name="rows">Number of rows; each gets a column of its own.</param>
    /// <param name="columns">Number of columns.</param>
    /// <returns>For each row its column.</returns>
    public static int[] Solve(ReadOnlySpan<float> cost, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, columns);

        // Index 0 of rows and columns stands for "none", so both are counted from 1.
        double[] rowPotential = new double[rows + 1];
        double[] columnPotential = new double[columns + 1];
        int[] rowOf = new int[columns + 1];
        int[] previous = new int[columns + 1];
        double[] shortest = new double[columns + 1];
        bool[] done = new bool[columns + 1];
        for (int row = 1; row <= rows; row++)
        {
            Array.Fill(shortest, double.PositiveInfinity);
            Array.Clear(done);
            rowOf[0] = row;
            int column = 0;
            do
            {
                done[column] = true;
                column = Extend(cost, columns, rowPotential, columnPotential, rowOf, previous, shortest, done, column);
            }
            while (rowOf[column] != 0);

            for (; column != 0; column = previous[column])
            {
                rowOf[column] = rowOf[previous[column]];
            }
        }

        int[] columnOf = new int[rows];
        for (int column = 1; column <= columns; column++)
        {
            if (rowOf[column] != 0)
            {
                columnOf[rowOf[column] - 1] = column - 1;
            }
        }

        return columnOf;
    }

    /// <summary>Grows the tree of shortest paths by one column and returns it.</summary>
    private static int Extend(
        ReadOnlySpan<float> cost,
        int columns,
        double[] rowPotential,
        double[] columnPotential,
        int[] rowOf,
        int[] previous,
        double[] shortest,
        bool[] done,
        int from)
    {
        int row = rowOf[from];
        int next = 0;
        double delta = double.PositiveInfinity;
        for (int column = 1; column <= columns; column++)
        {
            if (done[column])
            {
                continue;
            }

            double reduced = cost[((row - 1) * columns) + column - 1] - rowPotential[row] - columnPotential[column];
            if (reduced < shortest[column])
            {
                shortest[column] = reduced;
                previous[column] = from;
            }

            if (shortest[column] < delta)
            {
                delta = shortest[column];
                next = column;
            }
        }

        for (int column = 0; column <= columns; column++)
        {
            if (done[column])
            {
                rowPotential[rowOf[column]] += delta;
                columnPotential[column] -= delta;
            }
            else
            {
                shortest[column] -= delta;
            }
        }

        return next;
    }
}
