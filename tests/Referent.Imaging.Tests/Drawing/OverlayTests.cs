using Referent.Imaging.Drawing;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Imaging.Tests.Drawing;

public class OverlayTests
{
    private static readonly ImageSize Size = new(40, 60);

    [Fact]
    public void The_mask_is_tinted_with_a_full_contour_and_the_rest_stays()
    {
        RgbImage image = Grey();
        RgbImage drawn = Overlay.Draw(image, Rectangle(), colour: new RgbColour(255, 0, 0));
        Assert.Equal([100, 100, 100], Pixel(drawn, 5, 5));
        Assert.Equal([255, 0, 0], Pixel(drawn, 20, 10)); // the mask's left edge
        Assert.Equal([162, 60, 60], Pixel(drawn, 30, 20)); // 40 % of the tint
    }

    [Fact]
    public void Without_a_tint_the_contour_is_drawn_alone()
    {
        RgbImage drawn = Overlay.Draw(Grey(), Rectangle(), colour: new RgbColour(255, 0, 0), tint: 0);
        Assert.Equal([255, 0, 0], Pixel(drawn, 20, 10));
        Assert.Equal([100, 100, 100], Pixel(drawn, 30, 20));
    }

    [Fact]
    public void The_picture_itself_stays_as_it_was()
    {
        RgbImage image = Grey();
        Overlay.Draw(image, Rectangle(), [new LabelledPoint(new ImagePoint(30, 20), true)]);
        Assert.All(image.Pixels, value => Assert.Equal(100, value));
    }

    [Fact]
    public void Points_are_green_or_red_with_a_white_rim()
    {
        LabelledPoint[] points = [new(new ImagePoint(20.5, 20.5), true), new(new ImagePoint(40.5, 20.5), false)];
        RgbImage drawn = Overlay.Draw(Grey(), null, points);
        Assert.Equal([RgbColour.Green.R, RgbColour.Green.G, RgbColour.Green.B], Pixel(drawn, 20, 20));
        Assert.Equal([RgbColour.Red.R, RgbColour.Red.G, RgbColour.Red.B], Pixel(drawn, 40, 20));
        Assert.All(Pixel(drawn, 24, 20), value => Assert.True(value > 160, "the rim is white"));
    }

    [Fact]
    public void Scores_are_bars_in_a_corner_the_chosen_one_green()
    {
        RgbImage grey = Grey();
        RgbImage drawn = Overlay.Draw(grey, null, scores: [1, 0.5, 0]);

        // Bars are 2 pixels wide and 16 high, 1 apart, 2 from the edges.
        Assert.All((int[])[3, 17], up => Assert.Equal(RgbColour.Green, At(drawn, 2, grey.Height - up)));
        Assert.Equal(RgbColour.Red, At(drawn, 5, grey.Height - 10));
        Assert.NotEqual(RgbColour.Red, At(drawn, 5, grey.Height - 11));
        Assert.Equal(RgbColour.Red, At(drawn, 8, grey.Height - 3));
        Assert.NotEqual(RgbColour.Red, At(drawn, 8, grey.Height - 4));
        Assert.Equal(At(grey, 0, 0), At(drawn, 11, grey.Height - 3));
    }

    /// <summary>Bars are 11 x 16 pixels, 2 from the edges; the mask below covers both lower corners, and four columns of the upper left one.</summary>
    [Fact]
    public void Bars_go_where_they_cover_no_point_and_the_least_of_the_mask()
    {
        BinaryMask below = new(Size, [.. Enumerable.Range(0, (int)Size.PixelCount).Select(i => (byte)(i / 60 >= 20 || i % 60 < 6 ? 1 : 0))]);
        Assert.Equal(RgbColour.Green, At(Overlay.Draw(Grey(), below, scores: [1, 1, 1, 1]), 60 - 2 - 11, 3));
        Assert.Equal(RgbColour.Green, At(Overlay.Draw(Grey(), below, [new(new ImagePoint(52, 10), true)], scores: [1, 1, 1, 1]), 2, 3));
    }

    [Fact]
    public void Bars_that_are_wider_than_the_picture_begin_with_the_chosen_one()
    {
        RgbImage small = new(new ImageSize(20, 20));
        Assert.Equal(RgbColour.Green, At(Overlay.Draw(small, new BinaryMask(small.Size), scores: [.. Enumerable.Repeat(1.0, 20)]), 2, 17));
    }

    [Fact]
    public void The_tint_stands_out_from_what_it_covers()
    {
        Assert.Equal(RgbColour.Blue, At(Overlay.Draw(Grey(), Rectangle()), 20, 10));
        RgbImage blue = new(Size, [.. Enumerable.Range(0, (int)Size.PixelCount).SelectMany(_ => (byte[])[60, 90, 240])]);
        Assert.Equal(RgbColour.Yellow, At(Overlay.Draw(blue, Rectangle()), 20, 10));
    }

    [Fact]
    public void A_mask_of_another_size_is_refused() =>
        Assert.Throws<ArgumentException>(() => Overlay.Draw(Grey(), new BinaryMask(new ImageSize(60, 40))));

    [Fact]
    public void A_picture_of_one_pixel_can_be_drawn_on()
    {
        var one = new RgbImage(new ImageSize(1, 1));
        Overlay.Draw(one, new BinaryMask(one.Size, [1]), [new LabelledPoint(new ImagePoint(0.5, 0.5), true)]);
    }

    private static RgbColour At(RgbImage image, int x, int y) => Pixel(image, x, y) is [var red, var green, var blue] ? new RgbColour(red, green, blue) : default;

    private static RgbImage Grey() => new(Size, [.. Enumerable.Repeat((byte)100, (int)Size.PixelCount * 3)]);

    /// <summary>Columns 20 to 39, rows 10 to 29.</summary>
    private static BinaryMask Rectangle() =>
        new(Size, [.. Enumerable.Range(0, (int)Size.PixelCount).Select(i => (byte)(i % 60 is >= 20 and < 40 && i / 60 is >= 10 and < 30 ? 1 : 0))]);

    private static byte[] Pixel(RgbImage image, int x, int y) => image.Pixels[(((y * image.Width) + x) * 3)..][..3];
}
