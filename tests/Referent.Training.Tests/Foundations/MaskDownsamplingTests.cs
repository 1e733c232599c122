using FsCheck;
using FsCheck.Fluent;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Training.Foundations;

namespace Referent.Training.Tests.Foundations;

public sealed class MaskDownsamplingTests
{
    /// <summary>Sums of some hundred Float32 areas.</summary>
    private const double Tolerance = 1e-3;

    [Fact]
    public void A_square_of_the_logits_gets_the_share_of_it_that_is_covered()
    {
        // 4 x 6 pixels, padded to 6 x 6 and seen by 3 x 3 logits of 2 x 2 pixels each.
        BinaryMask mask = new(new ImageSize(4, 6), [
            1, 1, 1, 0, 0, 0,
            1, 1, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 1,
            0, 0, 0, 0, 1, 1]);
        Assert.Equal([1, 0.25f, 0, 0, 0, 0.75f, 0, 0, 0], MaskDownsampling.AreaAverage(mask, ResizePlan.LongestSide(mask.Size, 6), 3));
    }

    [Fact]
    public void A_pixel_larger_than_a_logit_covers_several()
    {
        BinaryMask mask = new(new ImageSize(1, 2), [0, 1]);
        Assert.Equal([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], MaskDownsampling.AreaAverage(mask, ResizePlan.LongestSide(mask.Size, 8), 4));
    }

    [Fact]
    public void The_area_stays_what_it_is_and_no_square_is_covered_twice()
    {
        Gen<(BinaryMask Mask, int Input, int Side)> cases =
            from height in Gen.Choose(1, 30)
            from width in Gen.Choose(1, 30)
            from share in Gen.Choose(0, 10)
            from values in Gen.Choose(0, 9).ArrayOf(height * width)
            from input in Gen.Choose(30, 64)
            from side in Gen.Choose(1, 20)
            select (new BinaryMask(new ImageSize(height, width), [.. values.Select(value => (byte)(value < share ? 1 : 0))]), input, side);

        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(cases.ToArbitrary(), item =>
        {
            var plan = ResizePlan.LongestSide(item.Mask.Size, item.Input);
            float[] squares = MaskDownsampling.AreaAverage(item.Mask, plan, item.Side);
            double covered = item.Mask.Pixels.Count(pixel => pixel != 0) / (double)item.Mask.Size.PixelCount;
            double frame = (double)plan.Resized.PixelCount / plan.Padded.PixelCount * item.Side * item.Side;
            return Math.Abs(squares.Sum(square => (double)square) - (covered * frame)) < Tolerance
                && Array.TrueForAll(squares, square => square is >= 0 and < 1 + 1e-4f);
        }));
    }
}
