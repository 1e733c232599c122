using Referent.Data.Refer;
using Referent.Imaging.Geometry;
using Referent.TestSupport;

namespace Referent.Data.Tests.Refer;

public sealed class ReferDatasetTests
{
    private static string Root => Fixtures.PathOf("refer");

    [Fact]
    public void The_sample_loads_with_its_images_annotations_categories_and_sentences()
    {
        ReferDataset dataset = ReferDataset.Load(Root, "refcoco");

        Assert.Equal("unc", dataset.Files.SplitBy);
        Assert.Equal(20, dataset.Refs.Count);
        Assert.Equal(6, dataset.Images.Count);
        Assert.Equal(20, dataset.Annotations.Count);
        Assert.Equal(3, dataset.Categories.Count);

        Ref first = dataset.Refs[0];
        Assert.Equal((0, 3001, 581003, 1, "train"), (first.Id, first.AnnotationId, first.ImageId, first.CategoryId, first.Split));
        Assert.Equal(
            [new(0, "person's café table"), new(1, "woman w/ red hat"), new(2, "blurry guy behind")],
            first.Sentences);

        ReferImage image = dataset.Images[581003];
        Assert.Equal(new ImageSize(140, 231), image.Size);
        Assert.True(File.Exists(image.Path));
        Assert.Equal(image.Path, dataset.Files.ImagePath(581003));

        ReferAnnotation annotation = dataset.Annotations[3001];
        Assert.Equal(new CocoBox(46, 60, 71, 32), annotation.Box);
        Assert.Equal([46.41, 92.19, 47.68, 72.07, 54.11, 60.05, 118.89, 62.98], Assert.Single(annotation.Segmentation.Polygons()));
        Assert.Equal(4, dataset.AnnotationsOf(581003).Count());
    }

    [Theory]
    [InlineData("protocol2")]
    [InlineData("protocol4")]
    public void Every_split_by_has_its_own_refs_file(string splitBy) => Assert.Equal(20, ReferDataset.Load(Root, "refcoco", splitBy).Refs.Count);

    [Theory]
    [InlineData("train", 8)]
    [InlineData("val", 4)]
    [InlineData("testA", 4)]
    [InlineData("testB", 4)]
    [InlineData("test", 8)]
    public void A_split_holds_the_refs_that_REFER_gives_it(string split, int expected) =>
        Assert.Equal(expected, ReferDataset.Load(Root, "refcoco").InSplit(split).Count);

    [Theory]
    [InlineData("testA", "testAB", true)]
    [InlineData("testB", "testBC", true)]
    [InlineData("testC", "testAB", false)]
    [InlineData("test", "testB", true)]
    [InlineData("val", "val2", false)]
    [InlineData("testAB", "testA", false)]
    [InlineData("testAB", "testAB", true)]
    public void Split_names_match_as_in_REFER(string asked, string written, bool holds) => Assert.Equal(holds, ReferSplit.Holds(asked, written));

    [Fact]
    public void A_split_that_is_not_there_lists_those_that_are()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => ReferDataset.Load(Root, "refcoco").InSplit("testC"));
        Assert.Contains("testA, testB, train, val", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_box_is_cut_to_integers_before_it_is_added_up() =>
        Assert.Equal(new BoxXyxy(10, 20, 15, 26), new CocoBox(10.9, 20.9, 5.9, 6.9).Truncated);

    [Fact]
    public void A_damaged_instances_file_is_named_with_the_field_it_lacks()
    {
        using TemporaryFolder folder = new();
        folder.Copy(Path.Combine(Root, "refcoco"), "refcoco");
        Assert.Contains("height", FaultWith("""{"images":[{"id":1,"file_name":"a.jpg","width":3}]}"""), StringComparison.Ordinal);
        Assert.Contains("bbox", FaultWith("""{"annotations":[{"id":1,"image_id":1,"category_id":1,"segmentation":[]}]}"""), StringComparison.Ordinal);
        Assert.Contains("two of kind", FaultWith("""{"images":[{"id":1,"file_name":"a","width":3,"height":3},{"id":1,"file_name":"a","width":3,"height":3}]}"""), StringComparison.Ordinal);
        Assert.Contains("annotation 3001", FaultWith("""{"images":[]}"""), StringComparison.Ordinal);
        Assert.Contains("instances.json", FaultWith("""{"images":["""), StringComparison.Ordinal);
        Assert.Contains("instances.json", FaultWith("""{"images":[{"id":"x"}]}"""), StringComparison.Ordinal);
        Assert.Contains("instances.json", FaultWith(""), StringComparison.Ordinal);

        string FaultWith(string json)
        {
            folder.Write("refcoco/instances.json", json);
            return Assert.Throws<InvalidDataException>(() => ReferDataset.Load(folder.FullPath, "refcoco")).Message;
        }
    }

    /// <summary>Each says where, what is there, and what was expected.</summary>
    [Theory]
    [InlineData("""{"images":[{"id":1,"file_name":"a.jpg","height":140.0,"width":3}]}""", "in images[0], height is 140.0; expected an integer above 0")]
    [InlineData("""{"images":[{"id":1,"file_name":"a.jpg","height":0,"width":3}]}""", "in images[0], height is 0; expected an integer above 0")]
    [InlineData("""{"images":[{"id":"x"}]}""", "in images[0], id is \"x\"; expected an integer")]
    [InlineData("""{"images":[{"id":1,"file_name":null}]}""", "in images[0], file_name is null; expected a string")]
    [InlineData("""{"images":[1]}""", "in images[0], the entry is 1; expected an object")]
    [InlineData("""{"images":{}}""", "images is {}}; expected a list")]
    [InlineData("""[1]""", "its content is [1]; expected an object")]
    [InlineData("""{"annotations":[{"id":1,"bbox":[1,2,3]}]}""", "in annotations[0], bbox is ]; expected [left, top, width, height]")]
    [InlineData("""{"annotations":[{"id":1,"bbox":null}]}""", "in annotations[0], bbox is null; expected [left, top, width, height]")]
    [InlineData("""{"images":[{"id":1,"file_na""", "is cut off or no JSON, seen at line 1, byte ")]
    [InlineData("""{"images":[nonsense]}""", "is no JSON, seen at line 1, byte 12, in images[0]. Get or write it again.")]
    public void A_message_about_a_damaged_instances_file_says_where_and_what_was_expected(string json, string message)
    {
        using TemporaryFolder folder = new();
        folder.Copy(Path.Combine(Root, "refcoco"), "refcoco");
        string path = folder.Write("refcoco/instances.json", json);
        string fault = Assert.Throws<InvalidDataException>(() => ReferDataset.Load(folder.FullPath, "refcoco")).Message;
        Assert.StartsWith(path, fault, StringComparison.Ordinal);
        Assert.Contains(message, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../../secret.jpg")]
    [InlineData("/etc/secret.jpg")]
    [InlineData("a/../../secret.jpg")]
    [InlineData("..\\\\secret.jpg")]
    [InlineData("C:secret.jpg")]
    [InlineData("a//secret.jpg")]
    [InlineData("")]
    public void A_picture_stays_in_the_folder_of_pictures(string fileName)
    {
        using TemporaryFolder folder = new();
        folder.Copy(Path.Combine(Root, "refcoco"), "refer/refcoco");
        folder.Write("refer/refcoco/instances.json", $$$"""{"images":[{"id":1,"file_name":"{{{fileName}}}","height":3,"width":3}]}""");
        string fault = Assert.Throws<InvalidDataException>(() => ReferObjects.Read(ReferFiles.Locate(folder.FullPath, "refcoco"))).Message;
        Assert.Contains("image 1 has the file_name", fault, StringComparison.Ordinal);
        Assert.Contains("instances.json", fault, StringComparison.Ordinal);

        folder.Write("refer/refcoco/instances.json", """{"images":[{"id":1,"file_name":"below/a.jpg","height":3,"width":3}]}""");
        Assert.EndsWith("a.jpg", ReferObjects.Read(ReferFiles.Locate(folder.FullPath, "refcoco")).Images[0].Path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refs_file_that_lacks_a_field_is_named_with_it()
    {
        using TemporaryFolder folder = new();
        folder.Write("world/refs(referent).p", "(l(dS'ref_id'\nI1\nsa.");
        string fault = Assert.Throws<InvalidDataException>(() => TrainingView.Load(folder.FullPath, "world", "train")).Message;
        Assert.Contains("ref 0 has no 'sentences'", fault, StringComparison.Ordinal);
    }
}
