using Referent.Data.Refer;
using Referent.Imaging.Geometry;
using Referent.TestSupport;

namespace Referent.Evaluation.Tests;

/// <summary>A phrase of ReferIt with two boxes and two run-length masks that overlap, in a picture of 4 x 2 pixels.</summary>
public sealed class ReferItTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReferItTests() =>
        _folder.Write(
            "referit/annotations/test.pickle",
            "(dS'9'\n(dS'annotations'\n(l(dS'query'\nS'two things'\nsS'bbox'\n(l(lI0\naI0\naI1\naI1\naa(lI3\naI0\naI3\naI1\naas"
            + "S'segmentation'\n(l(dS'size'\n(lI2\naI4\nasS'counts'\nS'026'\nsa(dS'size'\n(lI2\naI4\nasS'counts'\nS'125'\nsasas" + "s.");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_point_in_any_box_is_right_and_the_masks_unite()
    {
        Evaluator evaluator = new(ReferDataset.Load(_folder.FullPath, "referit"), "test");
        evaluator.Add(0, Drawing.Mask("##..", "##.."), new PixelPosition(3, 1));
        SampleScore sample = Assert.Single(evaluator.Finish().Samples);
        Assert.True(sample.PointIt);
        Assert.False(sample.PointM);
        Assert.Equal((3, 4), (sample.Intersection, sample.Union));
    }

    /// <summary>The second pixel of the first column lies in both masks, the first in one.</summary>
    [Theory]
    [InlineData(MaskConvention.SumIsOne, 0, true)]
    [InlineData(MaskConvention.SumIsOne, 1, false)]
    [InlineData(MaskConvention.Union, 1, true)]
    public void A_point_on_the_object_is_one_where_its_masks_sum_to_one(MaskConvention convention, int y, bool right)
    {
        Evaluator evaluator = new(ReferDataset.Load(_folder.FullPath, "referit"), "test", convention: convention);
        evaluator.Add(0, Drawing.Mask("##..", "##.."), new PixelPosition(0, y));
        SampleScore sample = Assert.Single(evaluator.Finish().Samples);
        Assert.Equal((right, 3, 4), (sample.PointM, sample.Intersection, sample.Union));
    }
}
