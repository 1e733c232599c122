using Referent.Models.IrNet;

namespace Referent.Models.Tests.IrNet;

public sealed class PathDirectionTests
{
    public static TheoryData<int, int, string> Published => new()
    {
        { 10, 152, "2:2 3:2 4:4 5:2 6:6 7:4 8:10 9:2 10:12 11:4 12:12 13:2 14:8 15:8 16:22 18:16 19:6 20:20 21:4 22:6" },
        { 5, 34, "2:2 3:2 4:4 5:2 6:4 7:2 8:8 10:6 11:4" },
    };

    /// <summary>Counted in IRNet's own index.</summary>
    [Theory]
    [MemberData(nameof(Published))]
    public void Directions_and_lengths_of_their_paths_are_those_of_the_official_program(int radius, int directions, string lengths)
    {
        IReadOnlyList<PathDirection> actual = PathDirection.Within(radius);
        Assert.Equal(directions, actual.Count);
        Assert.Equal(lengths, string.Join(' ', actual.CountBy(direction => direction.Path.Count).OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}:{pair.Value}")));
    }

    [Fact]
    public void Paths_hold_both_ends_and_stay_near_the_line()
    {
        Assert.All(PathDirection.Within(10), direction =>
        {
            Assert.Contains((0, 0), direction.Path);
            Assert.Contains((direction.Down, direction.Right), direction.Path);
        });
        Assert.Equal(
            [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (1, 3), (2, 2), (2, 3)],
            PathDirection.Within(5).Single(direction => direction is { Down: 2, Right: 3 }).Path);
    }
}
