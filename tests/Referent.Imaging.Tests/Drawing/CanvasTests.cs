using Referent.Imaging.Drawing;
using Referent.Imaging.Geometry;

namespace Referent.Imaging.Tests.Drawing;

public class CanvasTests
{
    [Fact]
    public void A_circle_covers_its_area_and_nothing_far_away()
    {
        Canvas canvas = Black(40, 40);
        canvas.FillCircle(new ImagePoint(20, 20), 8, RgbColour.White);
        double covered = canvas.Image.Pixels.Sum(value => value) / 3.0 / 255;
        Assert.Equal(Math.PI * 64, covered, tolerance: 3);
        Assert.Equal(RgbColour.White, At(canvas, 20, 20));
        Assert.Equal(RgbColour.Black, At(canvas, 30, 20));
    }

    [Fact]
    public void A_line_covers_its_length_times_its_thickness()
    {
        Canvas canvas = Black(20, 60);
        canvas.Line(new ImagePoint(10, 10), new ImagePoint(50, 10), 4, RgbColour.White);
        Assert.Equal(RgbColour.White, At(canvas, 30, 10));
        Assert.Equal(RgbColour.White, At(canvas, 30, 8));
        Assert.Equal(RgbColour.Black, At(canvas, 30, 14));
        Assert.Equal(RgbColour.Black, At(canvas, 57, 10));
    }

    [Fact]
    public void A_box_is_an_outline()
    {
        Canvas canvas = Black(30, 30);
        canvas.Box(new BoxXyxy(5, 5, 25, 20), 2, RgbColour.Red);
        Assert.Equal(RgbColour.Red, At(canvas, 5, 10));
        Assert.Equal(RgbColour.Red, At(canvas, 15, 20));
        Assert.Equal(RgbColour.Black, At(canvas, 15, 12));
    }

    [Fact]
    public void What_lies_outside_the_picture_is_cut_off()
    {
        Canvas canvas = Black(10, 10);
        canvas.FillCircle(new ImagePoint(-50, 4), 8, RgbColour.White);
        canvas.Line(new ImagePoint(-5, -5), new ImagePoint(20, -5), 1, RgbColour.White);
        canvas.Text("far", 500, -300, RgbColour.White);
        canvas.Paste(new RgbImage(new ImageSize(3, 3)), 40, 40);
        Assert.All(canvas.Image.Pixels, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(-1, -1, 0, 0, 50)]
    [InlineData(8, 8, 9, 9, 50)]
    [InlineData(2, 3, 2, 3, 10)]
    [InlineData(2, 3, 4, 5, 90)]
    [InlineData(2, 3, 5, 5, 0)]
    public void A_pasted_picture_lands_where_it_is_put(int left, int top, int x, int y, byte expected)
    {
        // A 3x3 picture of greys 10, 20 ... 90.
        byte[] pixels = [.. Enumerable.Range(0, 27).Select(i => (byte)(10 + (i / 3 * 10)))];
        Canvas canvas = Black(10, 10);
        canvas.Paste(new RgbImage(new ImageSize(3, 3), pixels), left, top);
        Assert.Equal(new RgbColour(expected, expected, expected), At(canvas, x, y));
    }

    [Fact]
    public void Every_printable_character_has_its_own_glyph()
    {
        string[] glyphs = [.. Enumerable.Range(' ', 95).Select(code => Drawn(((char)code).ToString()))];
        Assert.Equal(95, glyphs.Distinct().Count());
        Assert.DoesNotContain('#', glyphs[0]);
    }

    [Fact]
    public void Text_is_drawn_as_dots()
    {
        Assert.Equal("#####|..#..|..#..|..#..|..#..|..#..|..#..|.....", Drawn("T"));
        Assert.Equal(Drawn("?"), Drawn("é"));
    }

    [Fact]
    public void Scaled_text_covers_the_square_of_the_scale()
    {
        Canvas one = Black(8, 12);
        one.Text("ab", 0, 0, RgbColour.White);
        Canvas three = Black(24, 36);
        three.Text("ab", 0, 0, RgbColour.White, scale: 3);
        Assert.Equal(9 * one.Image.Pixels.Sum(value => value), three.Image.Pixels.Sum(value => value));
    }

    private static string Drawn(string character)
    {
        Canvas canvas = Black(BitmapFont.Rows, BitmapFont.Columns);
        canvas.Text(character, 0, 0, RgbColour.White);
        return string.Join('|', canvas.Image.Pixels.Chunk(15).Select(row => string.Concat(row.Chunk(3).Select(pixel => pixel[0] > 0 ? '#' : '.'))));
    }

    private static Canvas Black(int height, int width) => new(new RgbImage(new ImageSize(height, width)));

    private static RgbColour At(Canvas canvas, int x, int y)
    {
        ReadOnlySpan<byte> pixel = canvas.Image.Pixels.AsSpan(((y * canvas.Image.Width) + x) * 3, 3);
        return new RgbColour(pixel[0], pixel[1], pixel[2]);
    }
}
