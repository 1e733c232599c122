using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Training.Foundations;

namespace Referent.Training.Tests.Foundations;

public sealed class MirroringTests
{
    private static readonly ImageSize Size = new(2, 3);

    [Fact]
    public void Left_and_right_change_places_in_every_row()
    {
        RgbImage image = new(Size, [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
        Assert.Equal([7, 8, 9, 4, 5, 6, 1, 2, 3, 17, 18, 19, 14, 15, 16, 11, 12, 13], Mirroring.Apply(image, mirrored: true).Pixels);
        Assert.Equal(image.Pixels, Mirroring.Apply(Mirroring.Apply(image, true), true).Pixels);
        Assert.Equal(1, image.Pixels[0]);

        BinaryMask mask = new(Size, [1, 1, 0, 0, 0, 1]);
        Assert.Equal([0, 1, 1, 1, 0, 0], Mirroring.Apply(mask, mirrored: true).Pixels);
        Assert.Equal([1, 1, 0, 0, 0, 1], mask.Pixels);
    }

    [Fact]
    public void What_is_not_mirrored_is_not_copied()
    {
        RgbImage image = new(Size);
        BinaryMask mask = new(Size);
        Assert.Same(image, Mirroring.Apply(image, mirrored: false));
        Assert.Same(mask, Mirroring.Apply(mask, mirrored: false));
    }
}
