using Referent.Imaging.Drawing;
using Referent.Imaging.Geometry;

namespace Referent.Imaging.Tests.Drawing;

public class HeatMapTests
{
    [Fact]
    public void Nothing_is_drawn_where_there_is_no_answer_and_red_where_it_is_strongest()
    {
        RgbImage image = new(new ImageSize(1, 4));
        image.Pixels.AsSpan().Fill(100);

        RgbImage drawn = HeatMap.Draw(image, [-3, 0, 0.25f, 1]);

        Assert.Equal([100, 100, 100, 100, 100, 100], drawn.Pixels[..6]);
        Assert.True(drawn.Pixels[8] > 100 && drawn.Pixels[8] > drawn.Pixels[6]);
        Assert.True(drawn.Pixels[9] > 150 && drawn.Pixels[10] < 60 && drawn.Pixels[11] < 60);
        Assert.All(image.Pixels, value => Assert.Equal(100, value));
    }

    [Fact]
    public void Values_of_another_picture_are_refused() =>
        Assert.Throws<ArgumentException>(() => HeatMap.Draw(new RgbImage(new ImageSize(2, 2)), new float[3]));
}
