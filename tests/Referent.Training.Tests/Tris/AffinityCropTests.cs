using Referent.Data;
using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Models.IrNet;
using Referent.Training.Tris;

namespace Referent.Training.Tests.Tris;

/// <summary>The picture shows its own labels: red is foreground, black background.</summary>
public sealed class AffinityCropTests
{
    private static readonly ImageSize Size = new(40, 100);

    /// <summary>Red of a foreground pixel: (1 - 0.485) / 0.229.</summary>
    private const float Red = 2.2489f;

    /// <summary>Of a background pixel.</summary>
    private const float Black = -2.1179f;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.5, 0.5)]
    [InlineData(2, 2)]
    public void Picture_and_labels_stay_together_whatever_is_cut_out(double smallest, double largest)
    {
        IrNetTrainingConfig config = new() { CropSize = 64, SmallestScale = smallest, LargestScale = largest };
        (RgbImage picture, byte[] labels) = Stripes();
        HashSet<float> seen = [];
        int undecided = 0;
        for (int seed = 0; seed < 30; seed++)
        {
            AffinityCrop crop = new(Size, config, new CounterRandom(seed));
            float[] planes = new float[3 * 64 * 64];
            float[] places = new float[16 * 16];
            crop.CopyPicture(picture, planes);
            crop.CopyLabels(labels, Size, places);
            for (int i = 0; i < places.Length; i++)
            {
                float red = planes[(((4 * (i / 16)) + 2) * 64) + (4 * (i % 16)) + 2];
                seen.Add(places[i]);
                if (places[i] == AffinityLabels.Undecided)
                {
                    undecided++;
                    Assert.Equal(0, red);
                }
                else if (smallest == 1)
                {
                    Assert.Equal(places[i] == AffinityLabels.Foreground ? Red : Black, red, 1e-3f);
                }
            }
        }

        Assert.Contains((float)AffinityLabels.Foreground, seen);
        Assert.Contains((float)AffinityLabels.Background, seen);
        Assert.Equal(smallest < 2, undecided > 0);
    }

    [Fact]
    public void Half_of_the_pictures_are_mirrored()
    {
        IrNetTrainingConfig config = new() { CropSize = 200, SmallestScale = 1, LargestScale = 1 };
        (RgbImage picture, byte[] labels) = Stripes();
        int mirrored = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            float[] places = new float[50 * 50];
            new AffinityCrop(Size, config, new CounterRandom(seed)).CopyLabels(labels, Size, places);
            mirrored += places.First(label => label != AffinityLabels.Undecided) == AffinityLabels.Background ? 1 : 0;
        }

        Assert.InRange(mirrored, 30, 70);
    }

    /// <summary>Foreground are columns 0 to 19 and 30 to 39.</summary>
    private static (RgbImage Picture, byte[] Labels) Stripes()
    {
        RgbImage picture = new(Size);
        byte[] labels = new byte[Size.PixelCount];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = i % Size.Width is < 20 or (>= 30 and < 40) ? AffinityLabels.Foreground : AffinityLabels.Background;
            picture.Pixels[3 * i] = (byte)(labels[i] == AffinityLabels.Foreground ? 255 : 0);
        }

        return (picture, labels);
    }
}
