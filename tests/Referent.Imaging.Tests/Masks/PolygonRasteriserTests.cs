using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.TestSupport;

namespace Referent.Imaging.Tests.Masks;

/// <summary>Golden vectors are those of the COCO tools' C code.</summary>
public class PolygonRasteriserTests
{
    public static TheoryData<string> Cases => [.. File.ReadLines(Fixtures.PathOf("imaging/polygons.txt")).Where(line => !line.StartsWith('#'))];

    [Theory]
    [InlineData(30, 40, new double[] { 10, 10, 20, 10, 20, 20, 10, 20 }, "f9:d000000000000000000^b0", 100)]
    [InlineData(8, 8, new[] { .5, .5, 7.5, .5, 4, 6.5 }, "9172N2N00N2N9", 18)]
    public void Polygons_are_filled_as_by_the_coco_tools(int height, int width, double[] outline, string counts, int area)
    {
        RunLengthMask mask = PolygonRasteriser.Rasterise(new ImageSize(height, width), outline);
        Assert.Equal((counts, area), (mask.ToCompressedString(), mask.Area));
    }

    /// <summary>Outside the picture, turned round, crossing themselves, with points twice, of two points, tiny and long.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Odd_polygons_are_filled_as_by_the_coco_tools(string line)
    {
        string[] fields = line.Split(' ');
        ImageSize size = new(int.Parse(fields[0], CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture));
        double[] outline = [.. fields[3..].Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        Assert.Equal(fields[2], PolygonRasteriser.Rasterise(size, outline).ToCompressedString());
    }

    [Fact]
    public void A_polygon_of_whole_pixels_holds_exactly_them() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(0, 12).Four().ToArbitrary(), corners =>
        {
            (int x0, int y0, int x1, int y1) = corners;
            (int left, int right, int top, int bottom) = (Math.Min(x0, x1), Math.Max(x0, x1), Math.Min(y0, y1), Math.Max(y0, y1));
            RunLengthMask mask = PolygonRasteriser.RasteriseBox(new ImageSize(12, 12), [left, top, right - left, bottom - top]);
            BoxXyxy expected = left == right || top == bottom ? default : new BoxXyxy(left, top, right, bottom);
            return mask.BoundingBox() == expected && mask.Area == (long)expected.Area;
        }));

    [Fact]
    public void A_way_there_and_back_adds_nothing() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(-60, 180).ArrayOf(8).ToArbitrary(), numbers =>
        {
            double[] outline = [.. numbers.Select(number => number / 7.0)];
            ImageSize size = new(17, 19);
            RunLengthMask triangle = PolygonRasteriser.Rasterise(size, outline.AsSpan(0, 6));
            RunLengthMask spiked = PolygonRasteriser.Rasterise(size, [.. outline[..2], .. outline[6..], .. outline[..6]]);
            return triangle.Counts.SequenceEqual(spiked.Counts);
        }));

    [Fact]
    public void Exactly_one_of_several_masks_holds_the_pixels_it_says() =>
        Check.QuickThrowOnFailure(Prop.ForAll(MaskGenerator.Pairs.ToArbitrary(), pair =>
        {
            RunLengthMask[] three = [RunLengthMask.FromMask(pair.First), RunLengthMask.FromMask(pair.Second), RunLengthMask.FromMask(pair.First)];
            byte[] twice = [.. pair.First.Pixels.Zip(pair.Second.Pixels, (a, b) => (byte)(a ^ b))];
            byte[] thrice = [.. pair.First.Pixels.Zip(pair.Second.Pixels, (a, b) => (byte)(b & ~a & 1))];
            return MaskAlgebra.ExactlyOne(three[..2]).ToMask().Pixels.AsSpan().SequenceEqual(twice)
                && MaskAlgebra.ExactlyOne(three).ToMask().Pixels.AsSpan().SequenceEqual(thrice);
        }));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1e9)]
    public void Coordinates_without_meaning_are_refused(double coordinate) =>
        Assert.Throws<FormatException>(() => PolygonRasteriser.Rasterise(new ImageSize(4, 4), [0, 0, 1, coordinate, 1, 1]));

    [Fact]
    public void No_points_and_no_exactly_one_of_nothing()
    {
        Assert.Equal([16], PolygonRasteriser.Rasterise(new ImageSize(4, 4), []).Counts);
        Assert.Throws<FormatException>(() => PolygonRasteriser.Rasterise(new ImageSize(0, 4), []));
        Assert.Throws<ArgumentException>(() => MaskAlgebra.ExactlyOne([]));
    }
}
