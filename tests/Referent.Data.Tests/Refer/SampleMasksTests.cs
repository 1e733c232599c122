using System.Text.Json;
using Referent.Data.Refer;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.TestSupport;

namespace Referent.Data.Tests.Refer;

/// <summary>The sample against what the COCO tools say of it: polygons of one and several parts, out of the picture, and a crowd.</summary>
public sealed class SampleMasksTests
{
    private static readonly ReferDataset Sample = ReferDataset.Load(Fixtures.PathOf("refer"), "refcoco");
    private static readonly JsonElement Expected = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Fixtures.PathOf("refer/expected.json")));

    [Fact]
    public void Every_mask_has_the_counts_area_and_box_of_the_coco_tools()
    {
        int checks = 0;
        foreach (JsonElement item in Expected.GetProperty("masks").EnumerateArray())
        {
            RunLengthMask mask = MaskOf(item.GetProperty("ann_id").GetInt64(), MaskConvention.Union);
            Assert.Equal(item.GetProperty("counts").GetString(), mask.ToCompressedString());
            Assert.Equal(item.GetProperty("area").GetInt64(), mask.Area);
            BoxXyxy box = mask.BoundingBox();
            Assert.Equal(item.GetProperty("bbox").EnumerateArray().Select(number => number.GetDouble()), [box.Left, box.Top, box.Width, box.Height]);
            checks++;
        }

        Assert.Equal(20, checks);
    }

    [Fact]
    public void Every_intersection_over_union_is_that_of_the_coco_tools()
    {
        int checks = 0;
        foreach (JsonElement item in Expected.GetProperty("iou").EnumerateArray())
        {
            (long prediction, long truth) = (item[0].GetInt64(), item[1].GetInt64());
            double found = MaskAlgebra.IntersectionOverUnion(
                MaskOf(prediction, MaskConvention.Union), MaskOf(truth, MaskConvention.Union), Sample.Annotations[truth].IsCrowd);
            Assert.Equal(item[2].GetDouble(), found);
            checks++;
        }

        Assert.Equal(72, checks);
    }

    [Fact]
    public void The_papers_convention_drops_what_lies_in_two_polygons()
    {
        using TemporaryFolder folder = new();
        folder.Copy(Fixtures.PathOf("refer/refcoco"), "refcoco");
        folder.Write("refcoco/instances.json", File.ReadAllText(Fixtures.PathOf("refer/refcoco/instances.json")).Replace(
            "[[46.41, 92.19, 47.68, 72.07, 54.11, 60.05, 118.89, 62.98]]", "[[10,10,20,10,20,20,10,20],[15,10,25,10,25,20,15,20],[18,18,19,18,19,19,18,19]]", StringComparison.Ordinal));
        Segmentation three = ReferDataset.Load(folder.FullPath, "refcoco").Annotations[3001].Segmentation;
        Assert.Equal(150, three.ToMask(new ImageSize(140, 231), MaskConvention.Union).Area);
        Assert.Equal(100, three.ToMask(new ImageSize(140, 231), MaskConvention.SumIsOne).Area);
    }

    [Theory]
    [InlineData("[]", "empty")]
    [InlineData("[[]]", "empty")]
    [InlineData("null", "expected polygons")]
    [InlineData("[null]", "expected polygons")]
    [InlineData("[[1,2,\"3\"]]", "expected polygons")]
    [InlineData("[[1,2,3,4],[1,2,3,4,5,6]]", "mixes")]
    [InlineData("[[0,0,1e12,0,1,1]]", "coordinate")]
    [InlineData("{\"size\":[3,3],\"counts\":[9]}", "[3,3]")]
    [InlineData("[{\"size\":[3,3],\"counts\":[9]}]", "[3,3]")]
    [InlineData("[{\"size\":[4,5],\"counts\":[20]},7]", "run-length")]
    [InlineData("{\"size\":[4,5],\"counts\":\"0P2\"}", "Annotation 7")]
    public void Segmentations_that_are_none_are_named(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Outline(json).ToMask(new ImageSize(4, 5), MaskConvention.SumIsOne)).Message, StringComparison.Ordinal);

    [Fact]
    public void Four_numbers_are_a_box_and_a_list_of_run_lengths_unites()
    {
        Assert.Equal(new BoxXyxy(1, 1, 4, 3), Outline("[[1,1,3,2]]").ToMask(new ImageSize(4, 5), MaskConvention.Union).BoundingBox());
        Segmentation two = Outline(" [ {\"size\":[4,5],\"counts\":[0,3,17]}, {\"size\":[4,5],\"counts\":[2,3,15]}]".TrimStart());
        Assert.Equal(SegmentationKind.RunLength, two.Kind);
        Assert.Equal([0, 5, 15], two.ToMask(new ImageSize(4, 5), MaskConvention.SumIsOne).Counts);
    }

    private static Segmentation Outline(string json) => new(7, System.Text.Encoding.UTF8.GetBytes(json));

    private static RunLengthMask MaskOf(long annotationId, MaskConvention convention)
    {
        ReferAnnotation annotation = Sample.Annotations[annotationId];
        return annotation.Segmentation.ToMask(Sample.Images[annotation.ImageId].Size, convention);
    }
}
