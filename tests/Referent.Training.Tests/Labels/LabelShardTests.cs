using Referent.Training.Labels;

namespace Referent.Training.Tests.Labels;

public sealed class LabelShardTests
{
    [Theory]
    [InlineData("0/2")]
    [InlineData("3/2")]
    [InlineData("2")]
    [InlineData("1/2/3")]
    [InlineData("-1/2")]
    [InlineData("a/b")]
    public void What_is_no_shard_is_refused(string text) => Assert.Contains(text, Assert.Throws<ArgumentException>(() => LabelShard.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Shards_one_after_another_are_all_items_in_their_order_and_none_has_much_more_than_its_share()
    {
        foreach (int count in (int[])[0, 1, 5, 6, 100])
        {
            int[] items = [.. Enumerable.Range(0, count)];
            foreach (int shards in (int[])[1, 2, 3, 7])
            {
                int[][] parts = [.. Enumerable.Range(1, shards).Select(number => LabelShard.Parse($"{number}/{shards}").Of(items).ToArray())];
                Assert.Equal(items, parts.SelectMany(part => part));
                Assert.InRange(parts.Max(part => part.Length) - parts.Min(part => part.Length), 0, 1);
            }
        }
    }
}
