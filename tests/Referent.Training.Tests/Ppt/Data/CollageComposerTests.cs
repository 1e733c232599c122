using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Training.Ppt;
using Referent.Training.Ppt.Data;

namespace Referent.Training.Tests.Ppt.Data;

/// <summary>Composes of pictures that are red alone: 90 to 110 beside the object, on it as its class has it.</summary>
public sealed class CollageComposerTests
{
    private const int Background = 100;

    private static readonly Dictionary<string, int> Reds = new() { ["cat"] = 160, ["dog"] = 195, ["cup"] = 235 };

    private static readonly LabelledObject[] Objects = [.. from name in Reds.Keys from copy in (string[])["a", "b"] select new LabelledObject($"{name}/{copy}", name, Ring())];

    public static TheoryData<double, double, double> Ways => new() { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 0.15, 0.15, 0.7 } };

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_picture_depends_on_seed_and_index_alone(double mosaic, double fusion, double cutOut)
    {
        CollageComposer first = Composer(1, mosaic, fusion, cutOut), second = Composer(1, mosaic, fusion, cutOut), other = Composer(2, mosaic, fusion, cutOut);
        Collage[] forwards = [.. Enumerable.Range(0, 6).Select(first.Compose)];
        Collage[] backwards = [.. Enumerable.Range(0, 6).Reverse().Select(second.Compose).Reverse()];
        for (int i = 0; i < forwards.Length; i++)
        {
            Assert.Equal(forwards[i].Picture.Pixels, backwards[i].Picture.Pixels);
            Assert.Equal(forwards[i].Objects.Select(item => (item.ClassName, item.Box)), backwards[i].Objects.Select(item => (item.ClassName, item.Box)));
        }

        Assert.NotEqual(forwards[0].Picture.Pixels, other.Compose(0).Picture.Pixels);
        Assert.NotEqual(forwards[0].Picture.Pixels, forwards[1].Picture.Pixels);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Objects_are_apart_lie_in_the_picture_and_are_where_their_masks_say(double mosaic, double fusion, double cutOut)
    {
        CollageComposer composer = Composer(1, mosaic, fusion, cutOut);
        foreach (Collage collage in Enumerable.Range(0, 12).Select(composer.Compose))
        {
            Assert.NotEmpty(collage.Objects);
            int[] owners = new int[collage.Picture.Size.PixelCount];
            foreach (PlacedObject item in collage.Objects)
            {
                Assert.Equal(collage.Picture.Size, item.Visible.Size);
                Assert.Contains(item.ClassName, Objects.Select(known => known.ClassName));
                int[] pixels = [.. Enumerable.Range(0, owners.Length).Where(i => item.Visible.Pixels[i] != 0)];
                Array.ForEach(pixels, i => owners[i]++);

                // Edge pixels are half background, and a few of them have the red of another class by chance.
                double ShareOf(int red) => pixels.Average(i => Math.Abs(collage.Picture.Pixels[i * 3] - red) <= 2 ? 1.0 : 0);
                Assert.True(ShareOf(Reds[item.ClassName]) > 0.5);
                Assert.All(Reds.Where(other => other.Key != item.ClassName), other => Assert.InRange(ShareOf(other.Value), 0, 0.06));
            }

            Assert.InRange(owners.Max(), 1, 1);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Nothing_but_the_given_pictures_is_in_it(double mosaic, double fusion, double cutOut)
    {
        CollageComposer composer = Composer(1, mosaic, fusion, cutOut);
        foreach (RgbImage picture in Enumerable.Range(0, 6).Select(index => composer.Compose(index).Picture))
        {
            for (int i = 0; i < picture.Pixels.Length; i += 3)
            {
                // An empty canvas is black; bicubic pieces of backdrops undershoot a little.
                Assert.True(picture.Pixels[i] > 40 && picture.Pixels[i + 1] == 0 && picture.Pixels[i + 2] == 0);
            }
        }
    }

    [Fact]
    public void Mosaics_come_in_several_grids_and_fusions_with_one_or_two_pictures_in_another()
    {
        int[] Counts(double mosaic, double fusion) =>
            [.. Enumerable.Range(0, 40).Select(index => Composer(1, mosaic, fusion, 0).Compose(index).Objects.Count).Distinct().Order()];
        Assert.Equal([2, 3, 4, 9], Counts(1, 0));
        Assert.Equal([2, 3], Counts(0, 1).Where(count => count > 1));
    }

    private static CollageComposer Composer(long seed, double mosaic, double fusion, double cutOut) =>
        new(new PptPool { Seed = seed, MosaicShare = mosaic, FusionShare = fusion, CutOutShare = cutOut }, Objects, Draw);

    private static RgbImage Draw(LabelledObject item)
    {
        RgbImage picture = new(item.Mask.Size);
        BinaryMask mask = item.Mask.ToMask();
        for (int i = 0; i < mask.Pixels.Length; i++)
        {
            picture.Pixels[i * 3] = (byte)(mask.Pixels[i] != 0 ? Reds[item.ClassName] : Background + (i % 21) - 10);
        }

        return picture;
    }

    /// <summary>A thick ring, off the middle, so that mirroring and holes count.</summary>
    private static RunLengthMask Ring()
    {
        BinaryMask mask = new(new ImageSize(90, 100));
        for (int i = 0; i < mask.Pixels.Length; i++)
        {
            double distance = Math.Sqrt(Math.Pow((i % 100) - 40, 2) + Math.Pow((i / 100) - 45, 2));
            mask.Pixels[i] = (byte)(distance is > 10 and < 35 ? 1 : 0);
        }

        return RunLengthMask.FromMask(mask);
    }
}
