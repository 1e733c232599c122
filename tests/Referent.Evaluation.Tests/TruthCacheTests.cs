using Referent.Data.Refer;
using Referent.Imaging.Masks;

namespace Referent.Evaluation.Tests;

public sealed class TruthCacheTests
{
    [Fact]
    public void Few_pictures_stay_in_memory_and_those_that_left_are_read_again()
    {
        RunLengthMask mask = Drawing.Mask("..#", ".##");
        using TinyDataset tiny = new();
        for (int image = 1; image <= 1000; image++)
        {
            tiny.Annotate(image, image, mask).Refer(image, image, "val", 1);
        }

        TruthCache cache = new(tiny.Load(), MaskConvention.SumIsOne);
        ObjectTruth first = cache.OfPicture(1).Objects[0];
        Assert.Same(first, cache.OfPicture(1).Objects[0]);
        for (int image = 2; image <= 1000; image++)
        {
            Assert.Equal(image, cache.OfPicture(image).Objects[0].AnnotationId);
            Assert.True(cache.Count <= 128);
        }

        Assert.NotSame(first, cache.OfPicture(1).Objects[0]);
        Assert.Equal(first.Mask.Counts, cache.OfPicture(1).Objects[0].Mask.Counts);
    }
}
