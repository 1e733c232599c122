using Referent.Imaging.Drawing;
using Referent.Imaging.Geometry;

namespace Referent.Imaging.Tests.Drawing;

public class ContactSheetTests
{
    [Fact]
    public void Pictures_stand_in_reading_order_with_text_below()
    {
        ContactSheetCell[] cells = [Cell(10, "one"), Cell(60, "two"), Cell(120, "three")];
        RgbImage sheet = ContactSheet.Compose(cells, columns: 2, side: 32);
        Assert.Equal(8 + (2 * 40), sheet.Width);
        Assert.Equal(10, Grey(sheet, 8 + 16, 8 + 16));
        Assert.Equal(60, Grey(sheet, 48 + 16, 8 + 16));
        Assert.Equal(120, Grey(sheet, 8 + 16, 8 + 32 + 16 + BitmapFont.LineHeight + 16));
        Assert.Contains(Row(sheet, 8 + 32 + 4 + 3), value => value == 0); // the first row's captions
    }

    [Fact]
    public void A_long_caption_makes_its_row_higher()
    {
        int few = ContactSheet.Compose([Cell(1, "short")], 1, side: 60).Height;
        int more = ContactSheet.Compose([Cell(1, "a caption of more than one line")], 1, side: 60).Height;
        Assert.Equal(few + (3 * BitmapFont.LineHeight), more);
    }

    [Theory]
    [InlineData("", 10, new string[0])]
    [InlineData("the man in green", 8, new[] { "the man", "in green" })]
    [InlineData("extraordinary", 5, new[] { "extra", "ordin", "ary" })]
    [InlineData("a\nb", 5, new[] { "a", "b" })]
    public void Captions_break_between_words(string text, int width, string[] lines) => Assert.Equal(lines, TextWrapping.Wrap(text, width));

    [Fact]
    public void No_pictures_and_no_columns_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.Compose([], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.Compose([Cell(1, "")], 0));
    }

    private static ContactSheetCell Cell(byte grey, string caption) =>
        new(new RgbImage(new ImageSize(16, 16), [.. Enumerable.Repeat(grey, 16 * 16 * 3)]), caption);

    private static byte Grey(RgbImage image, int x, int y) => image.Pixels[((y * image.Width) + x) * 3];

    private static byte[] Row(RgbImage image, int y) => image.Pixels[(y * image.Width * 3)..((y + 1) * image.Width * 3)];
}
