using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Imaging.Tests.Masks;

public sealed class ConnectedRegionsTests
{
    [Fact]
    public void Places_belong_together_that_touch_along_a_side()
    {
        bool[] picture = [.. "##.#...##.#.".Select(pixel => pixel == '#')];
        Assert.Equal([1, 1, 0, 2, 0, 0, 0, 2, 3, 0, 4, 0], ConnectedRegions.Label(3, 4, place => picture[place]));
    }

    [Theory]
    [InlineData("........", 0)]
    [InlineData("####....", 1)]
    [InlineData("##.#....", 2.0 / 3)]
    public void The_largest_piece_is_a_share_of_all(string row, double share) =>
        Assert.Equal(share, ConnectedRegions.LargestShare(new BinaryMask(new ImageSize(1, row.Length), [.. row.Select(pixel => (byte)(pixel == '#' ? 1 : 0))])), 6);
}
