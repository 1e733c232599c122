using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Models.IrNet;

namespace Referent.Models.Tests.IrNet;

public sealed class AffinityLabelsTests
{
    private const int Side = 40;

    [Fact]
    public void Labels_follow_the_edges_of_the_picture()
    {
        // A red square on blue; the response is strong a little beside it, and weak in the corner of the background.
        RgbImage picture = new(new ImageSize(Side, Side));
        float[] response = new float[Side * Side];
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                bool square = y is >= 10 and < 30 && x is >= 10 and < 30;
                picture.Pixels[3 * ((y * Side) + x)] = (byte)(square ? 220 : 20);
                picture.Pixels[(3 * ((y * Side) + x)) + 2] = (byte)(square ? 20 : 220);
                response[(y * Side) + x] = y is >= 13 and < 33 && x is >= 8 and < 28 ? 0.9f : -2;
            }
        }

        byte[] labels = AffinityLabels.Create(picture, response);
        for (int i = 0; i < labels.Length; i++)
        {
            bool square = i / Side is >= 10 and < 30 && i % Side is >= 10 and < 30;
            Assert.Equal(square ? AffinityLabels.Foreground : AffinityLabels.Background, labels[i]);
        }
    }

    [Fact]
    public void A_middling_response_leaves_pixels_undecided()
    {
        RgbImage picture = new(new ImageSize(Side, Side));
        float[] response = [.. Enumerable.Range(0, Side * Side).Select(i => i % Side < Side / 2 ? 0.2f : 0)];
        for (int i = 0; i < response.Length; i++)
        {
            picture.Pixels[3 * i] = (byte)(i % Side < Side / 2 ? 200 : 0);
        }

        byte[] labels = AffinityLabels.Create(picture, response);
        Assert.Equal(AffinityLabels.Undecided, labels[5]);
        Assert.Equal(AffinityLabels.Background, labels[Side - 5]);
    }

    [Fact]
    public void A_response_to_another_picture_is_refused() =>
        Assert.Throws<ArgumentException>(() => AffinityLabels.Create(new RgbImage(new ImageSize(3, 3)), new float[8]));
}
