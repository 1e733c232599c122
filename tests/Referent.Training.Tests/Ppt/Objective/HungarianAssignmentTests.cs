using FsCheck;
using FsCheck.Fluent;
using Referent.Training.Ppt.Objective;

namespace Referent.Training.Tests.Ppt.Objective;

public sealed class HungarianAssignmentTests
{
    [Fact]
    public void The_greedy_choice_gives_way_where_the_total_is_less()
    {
        float[] cost = [1, 2, 0, 100];
        Assert.Equal([1, 0], HungarianAssignment.Solve(cost, 2, 2));
        Assert.Equal([2], HungarianAssignment.Solve([5, 3, -1, 4], 1, 4));
    }

    [Fact]
    public void Up_to_7_by_7_the_total_is_that_of_the_best_of_all_assignments()
    {
        // Small integers make ties; Float32 adds them exactly.
        Gen<(int Rows, int Columns, int[] Cost)> cases =
            from columns in Gen.Choose(1, 7)
            from rows in Gen.Choose(1, columns)
            from spread in Gen.Elements(2, 20, 100000)
            from cost in Gen.Choose(-spread, spread).ArrayOf(rows * columns)
            select (rows, columns, cost);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(cases.ToArbitrary(), item =>
        {
            int[] columnOf = HungarianAssignment.Solve([.. item.Cost.Select(value => (float)value)], item.Rows, item.Columns);
            long total = columnOf.Select((column, row) => (long)item.Cost[(row * item.Columns) + column]).Sum();
            return columnOf.Length == item.Rows
                && columnOf.Distinct().Count() == item.Rows
                && total == Least(item.Cost, item.Rows, item.Columns, row: 0, used: 0);
        }));
    }

    [Fact]
    public void More_rows_than_columns_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => HungarianAssignment.Solve([1, 2], 2, 1));

    private static long Least(int[] cost, int rows, int columns, int row, int used)
    {
        if (row == rows)
        {
            return 0;
        }

        long least = long.MaxValue;
        for (int column = 0; column < columns; column++)
        {
            if ((used & (1 << column)) == 0)
            {
                least = Math.Min(least, cost[(row * columns) + column] + Least(cost, rows, columns, row + 1, used | (1 << column)));
            }
        }

        return least;
    }
}
