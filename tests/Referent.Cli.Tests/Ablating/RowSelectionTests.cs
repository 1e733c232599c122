using Referent.Cli.Ablating;

namespace Referent.Cli.Tests.Ablating;

public sealed class RowSelectionTests
{
    private static readonly AblationRow[] Rows = [.. "oracle 1 2 3 3-long 10 queries-4".Split(' ').Select(name => new AblationRow { Name = name })];

    [Theory]
    [InlineData(null, "oracle 1 2 3 3-long 10 queries-4")]
    [InlineData("1-9", "1 2 3 3-long")]
    [InlineData("10,2", "2 10")]
    [InlineData("queries-4, 1", "1 queries-4")]
    [InlineData("3", "3")]
    public void Ranges_take_leading_numbers_and_names_stand_for_themselves(string? text, string expected) =>
        Assert.Equal(expected.Split(' '), RowSelection.Of(Rows, text).Select(row => row.Name));

    [Fact]
    public void A_name_that_is_none_is_refused_with_those_there_are() =>
        Assert.Contains("oracle, 1, 2", Assert.Throws<ArgumentException>(() => RowSelection.Of(Rows, "1,queries-5")).Message, StringComparison.Ordinal);
}
