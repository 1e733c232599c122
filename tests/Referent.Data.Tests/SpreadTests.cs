namespace Referent.Data.Tests;

public sealed class SpreadTests
{
    [Fact]
    public void Items_are_taken_at_even_distances_and_all_where_there_are_no_more()
    {
        int[] items = [.. Enumerable.Range(0, 10)];
        Assert.Equal([0, 3, 6], Spread.Evenly(items, 3));
        Assert.Equal(items, Spread.Evenly(items, 10));
        Assert.Equal(items, Spread.Evenly(items, 99));
        Assert.Empty(Spread.Evenly(items, 0));
        Assert.Empty(Spread.Evenly<int>([], 5));
    }
}
