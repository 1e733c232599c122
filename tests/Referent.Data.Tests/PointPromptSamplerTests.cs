using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Data.Tests;

public sealed class PointPromptSamplerTests
{
    [Fact]
    public void Points_lie_inside_the_mask_and_then_outside_it_in_its_box()
    {
        BinaryMask mask = Ring();
        IReadOnlyList<LabelledPoint> points = new PointPromptSampler(mask).Draw(5, 3, new CounterRandom(7));

        Assert.Equal([true, true, true, true, true, false, false, false], points.Select(point => point.Positive));
        Assert.All(points, point => Assert.Equal(point.Positive, mask[(int)point.Position.Y, (int)point.Position.X]));
        Assert.All(points, point => Assert.True(point.Position is { X: >= 4 and < 9, Y: >= 2 and < 7 }));
    }

    [Fact]
    public void A_full_box_takes_its_outside_points_from_anywhere_and_a_full_picture_has_none()
    {
        BinaryMask box = new(new ImageSize(6, 6));
        box.Pixels[14] = 1;
        Assert.All(new PointPromptSampler(box).Draw(0, 20, new CounterRandom(1)), point => Assert.NotEqual(new ImagePoint(2, 2), point.Position));

        BinaryMask full = new(new ImageSize(1, 2), [1, 1]);
        Assert.Equal(4, new PointPromptSampler(full).Draw(4, 3, new CounterRandom(1)).Count);
        Assert.Null(new PointPromptSampler(full).DrawBackground(new CounterRandom(1)));
    }

    [Fact]
    public void Points_of_the_box_are_labelled_by_the_mask()
    {
        BinaryMask mask = Ring();
        PointPromptSampler sampler = new(mask);
        Assert.Equal(new BoxXyxy(4, 2, 9, 7), sampler.Box);

        IReadOnlyList<LabelledPoint> points = sampler.DrawInBox(200, new CounterRandom(3));
        Assert.All(points, point => Assert.Equal(mask[(int)point.Position.Y, (int)point.Position.X], point.Positive));
        Assert.Equal(25, points.Select(point => point.Position).Distinct().Count());
    }

    [Theory]
    [InlineData(8, 3)]
    [InlineData(4, 2)]
    [InlineData(1, 1)]
    public void Points_of_a_grid_lie_each_in_its_cell_of_the_box(int count, int side)
    {
        BinaryMask mask = new(new ImageSize(24, 36));
        mask.Pixels.AsSpan().Fill(1);
        mask.Pixels[0] = 0;
        for (int round = 0; round < 20; round++)
        {
            LabelledPoint[] points = [.. new PointPromptSampler(mask).DrawInGrid(count, new CounterRandom(round))];
            Assert.Equal(Enumerable.Range(0, count), points.Select(point => ((int)(point.Position.Y * side / 24) * side) + (int)(point.Position.X * side / 36)));
            Assert.All(points, point => Assert.Equal(point.Position != new ImagePoint(0, 0), point.Positive));
        }
    }

    [Fact]
    public void The_same_key_draws_the_same_points_and_an_empty_mask_is_refused()
    {
        PointPromptSampler sampler = new(Ring());
        Assert.Equal(sampler.Draw(5, 3, new CounterRandom(1, 2)), sampler.Draw(5, 3, new CounterRandom(1, 2)));
        Assert.NotEqual(sampler.Draw(5, 3, new CounterRandom(1, 2)), sampler.Draw(5, 3, new CounterRandom(2, 1)));
        Assert.Throws<ArgumentException>(() => new PointPromptSampler(new BinaryMask(new ImageSize(3, 3))));
    }

    /// <summary>The border of columns 4 to 8, rows 2 to 6, of a picture 12 wide and 10 high.</summary>
    private static BinaryMask Ring()
    {
        BinaryMask mask = new(new ImageSize(10, 12));
        for (int y = 2; y < 7; y++)
        {
            for (int x = 4; x < 9; x++)
            {
                mask.Pixels[(y * 12) + x] = y is 2 or 6 || x is 4 or 8 ? (byte)1 : (byte)0;
            }
        }

        return mask;
    }
}
