using FsCheck;
using FsCheck.Fluent;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Imaging.Tests.Masks;

public class MaskAlgebraTests
{
    [Fact]
    public void Union_and_intersection_are_those_of_the_pixels() =>
        Check.QuickThrowOnFailure(Prop.ForAll(MaskGenerator.Pairs.ToArbitrary(), pair =>
        {
            RunLengthMask[] both = [RunLengthMask.FromMask(pair.First), RunLengthMask.FromMask(pair.Second)];
            return SameRuns(MaskAlgebra.Union(both), pair, (a, b) => a | b) && SameRuns(MaskAlgebra.Intersection(both), pair, (a, b) => a & b);
        }));

    [Fact]
    public void Intersection_over_union_is_that_of_the_pixels() =>
        Check.QuickThrowOnFailure(Prop.ForAll(MaskGenerator.Pairs.ToArbitrary(), pair =>
        {
            (RunLengthMask a, RunLengthMask b) = (RunLengthMask.FromMask(pair.First), RunLengthMask.FromMask(pair.Second));
            double intersection = pair.First.Pixels.Zip(pair.Second.Pixels, (x, y) => x & y).Sum();
            double union = pair.First.Pixels.Zip(pair.Second.Pixels, (x, y) => x | y).Sum();
            double plain = intersection == 0 ? 0 : intersection / union;
            double crowd = intersection == 0 ? 0 : intersection / a.Area;
            return MaskAlgebra.IntersectionOverUnion(a, b) == plain && MaskAlgebra.IntersectionOverUnion(a, b, truthIsCrowd: true) == crowd;
        }));

    [Fact]
    public void Runs_of_length_zero_are_passed_over()
    {
        var size = new ImageSize(2, 2);
        var odd = new RunLengthMask(size, [1, 1, 0, 1, 1, 0]);
        Assert.Equal(2, odd.Area);
        Assert.Equal(1, MaskAlgebra.IntersectionOverUnion(odd, new RunLengthMask(size, [1, 2, 1])));
        Assert.Equal([1, 2, 1], MaskAlgebra.Union([odd, new RunLengthMask(size, [4])]).Counts);
        Assert.Equal(new BoxXyxy(0, 0, 2, 2), odd.BoundingBox());
    }

    [Fact]
    public void Two_empty_masks_have_an_intersection_over_union_of_zero()
    {
        var empty = new RunLengthMask(new ImageSize(2, 2), [4]);
        Assert.Equal(0, MaskAlgebra.IntersectionOverUnion(empty, empty));
    }

    [Fact]
    public void Three_masks_merge_into_one()
    {
        var size = new ImageSize(1, 4);
        RunLengthMask[] masks = [new(size, [0, 1, 3]), new(size, [1, 1, 2]), new(size, [3, 1])];
        Assert.Equal([0, 2, 1, 1], MaskAlgebra.Union(masks).Counts);
        Assert.Equal([4], MaskAlgebra.Intersection(masks).Counts);
    }

    [Fact]
    public void Masks_of_different_sizes_and_no_masks_are_refused()
    {
        var a = new RunLengthMask(new ImageSize(2, 3), [6]);
        var b = new RunLengthMask(new ImageSize(3, 2), [6]);
        Assert.Throws<ArgumentException>(() => MaskAlgebra.IntersectionOverUnion(a, b));
        Assert.Throws<ArgumentException>(() => MaskAlgebra.Union([a, b]));
        Assert.Throws<ArgumentException>(() => MaskAlgebra.Intersection([]));
    }

    private static bool SameRuns(RunLengthMask runs, (BinaryMask First, BinaryMask Second) pair, Func<int, int, int> combine)
    {
        byte[] pixels = [.. pair.First.Pixels.Zip(pair.Second.Pixels, (a, b) => (byte)combine(a, b))];
        return runs.Counts.SequenceEqual(RunLengthMask.FromMask(new BinaryMask(pair.First.Size, pixels)).Counts);
    }
}
