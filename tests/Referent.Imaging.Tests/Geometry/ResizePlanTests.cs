using FsCheck;
using FsCheck.Fluent;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;

namespace Referent.Imaging.Tests.Geometry;

public class ResizePlanTests
{
    [Theory]
    [InlineData(600, 800, 768, 1024)]
    [InlineData(375, 500, 768, 1024)]
    [InlineData(333, 500, 682, 1024)]
    [InlineData(1365, 2048, 683, 1024)]
    [InlineData(1, 1, 1024, 1024)]
    public void The_longest_side_rule_gives_the_sizes_that_sam_gives(int height, int width, int expectedHeight, int expectedWidth)
    {
        var plan = ResizePlan.LongestSide(new ImageSize(height, width), 1024);
        Assert.Equal(new ImageSize(expectedHeight, expectedWidth), plan.Resized);
        Assert.Equal(new ImageSize(1024, 1024), plan.Padded);
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(4.99, 1.5, 4, 1)]
    [InlineData(5, 3, 4, 2)]
    [InlineData(-0.5, 9, 0, 2)]
    public void A_point_lies_in_the_pixel_that_holds_it_or_in_the_nearest(double x, double y, int column, int row) =>
        Assert.Equal(new PixelPosition(column, row), new ImageSize(3, 5).PixelAt(new ImagePoint(x, y)));

    [Fact]
    public void A_picture_whose_short_side_vanishes_is_refused_with_its_size()
    {
        ImageFormatException e = Assert.Throws<ImageFormatException>(() => ResizePlan.LongestSide(new ImageSize(1, 3000), 1024));
        Assert.Contains("3000x1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_axis_scales_by_the_ratio_of_its_rounded_sizes()
    {
        var plan = ResizePlan.LongestSide(new ImageSize(333, 500), 1024);
        Assert.Equal(new EncoderPoint((float)(100 * (1024.0 / 500)), (float)(100 * (682.0 / 333))), plan.ToEncoder(new ImagePoint(100, 100)));
        EncoderBox box = plan.ToEncoder(new BoxXyxy(0, 0, 500, 333));
        Assert.Equal(new EncoderBox(new EncoderPoint(0, 0), new EncoderPoint(1024, 682)), box);
    }

    [Fact]
    public void Points_come_back_to_where_they_were()
    {
        Gen<(int, int, int, int)> cases =
            from height in Gen.Choose(1, 4000)
            from width in Gen.Choose(1, 4000)
            from x in Gen.Choose(0, 1000)
            from y in Gen.Choose(0, 1000)
            where Math.Max(height, width) < Math.Min(height, width) * 200
            select (height, width, x, y);
        Check.QuickThrowOnFailure(Prop.ForAll(cases.ToArbitrary(), c =>
        {
            (int height, int width, int x, int y) = c;
            var point = new ImagePoint(width * x / 1000.0, height * y / 1000.0);
            ResizePlan[] plans = [ResizePlan.LongestSide(new ImageSize(height, width), 256), ResizePlan.Square(new ImageSize(height, width), 224)];
            return plans.All(plan =>
            {
                ImagePoint back = plan.ToImage(plan.ToEncoder(point));
                return Math.Abs(back.X - point.X) < 1e-3 && Math.Abs(back.Y - point.Y) < 1e-3;
            });
        }));
    }

    [Fact]
    public void A_picture_of_another_size_is_refused()
    {
        var plan = ResizePlan.Square(new ImageSize(3, 4), 8);
        Assert.Throws<ArgumentException>(() => plan.Resize(new RgbImage(new ImageSize(4, 3)), Interpolation.BilinearAntialias));
    }

    /// <summary>375 x 500 is the example of CLIP-ES; the limit holds before rounding up.</summary>
    [Theory]
    [InlineData(375, 500, 640, 384, 512)]
    [InlineData(480, 640, 640, 480, 640)]
    [InlineData(481, 640, 640, 496, 640)]
    [InlineData(3000, 4000, 640, 480, 640)]
    [InlineData(1, 1000, 640, 16, 640)]
    [InlineData(1, 1, 640, 16, 16)]
    public void Whole_patches_cover_the_picture_at_its_own_size_or_the_limit(int height, int width, int longSide, int newHeight, int newWidth)
    {
        var plan = ResizePlan.Patches(new ImageSize(height, width), patch: 16, longSide);
        Assert.Equal(new ImageSize(newHeight, newWidth), plan.Resized);
        Assert.Equal(plan.Resized, plan.Padded);
    }
}
