using System.Text;
using Referent.Data.Checks;
using Referent.Data.Refer;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.TestSupport;

namespace Referent.Data.Tests.Refer;

/// <summary>ReferIt in TRIS's layout: two pickles of protocol 0 as Python 2 writes them, Latin-1 strings and all.</summary>
public sealed class ReferItTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReferItTests()
    {
        Pickle("test", Picture("12", Annotation("caf\\xe9 left", "(lI0\naI0\naI2\naI2\na", "(lI1\naI1\naI2\naI2\na", Runs("0120"), Runs("022")), Annotation("tiny", "(lI0\naI0\naI1\naF0.2\na", Runs("13"))));
        Pickle("train", Picture("7", Annotation("the sky", "(lI0\naI0\naI2\naI2\na", Runs("04"))));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Annotations_become_refs_of_one_sentence_with_ids_counted_by_file()
    {
        ReferDataset dataset = ReferDataset.Load(_folder.FullPath, "referit");

        Assert.Equal(("berkeley", ReferLayout.Tris), (dataset.Files.SplitBy, dataset.Files.Layout));
        Assert.Equal([(0, "test"), (1, "small"), (1_000_000, "train")], dataset.Refs.Select(reference => ((int)reference.Id, reference.Split)));
        Assert.Equal(new ReferSentence(0, "caf\u00e9 left"), Assert.Single(dataset.Refs[0].Sentences));
        ReferImage image = dataset.Images[12];
        Assert.Equal((new ImageSize(2, 2), Path.Combine(_folder.FullPath, "referit", "images", "12.jpg")), (image.Size, image.Path));
        Assert.Equal(image.Path, dataset.Files.ImagePath(12));
        Assert.Equal(2, dataset.AnnotationsOf(12).Count());
    }

    [Fact]
    public void Small_objects_of_the_test_are_left_out_of_it_by_their_first_box()
    {
        ReferDataset dataset = ReferDataset.Load(_folder.FullPath, "referit");
        Assert.Equal(0, Assert.Single(dataset.InSplit("test")).Id);
        Assert.Equal(1, Assert.Single(dataset.InSplit("small")).Id);
    }

    [Fact]
    public void Phrases_with_one_outline_are_about_one_object()
    {
        string sky = Annotation("the sky", "(lI0\naI0\naI2\naI2\na", Runs("04"));
        Pickle("test", Picture("12", sky, Annotation("other box", "(lI0\naI0\naI2\naI1\na", Runs("04")), sky));
        ReferDataset dataset = ReferDataset.Load(_folder.FullPath, "referit");
        Assert.Equal([(0, 0), (1, 1), (2, 0)], dataset.InSplit("test").Select(reference => ((int)reference.Id, (int)reference.AnnotationId)));
        Assert.Equal(2, dataset.AnnotationsOf(12).Count());
    }

    [Theory]
    [InlineData(MaskConvention.SumIsOne)]
    [InlineData(MaskConvention.Union)]
    public void Run_lengths_unite_by_either_convention(MaskConvention convention)
    {
        ReferAnnotation annotation = ReferDataset.Load(_folder.FullPath, "referit").Annotations[0];
        Assert.Equal(SegmentationKind.RunLength, annotation.Segmentation.Kind);
        Assert.Equal(3, annotation.Segmentation.ToMask(new ImageSize(2, 2), convention).Area);
        Assert.Equal((new CocoBox(0, 0, 2, 2), new CocoBox(1, 1, 1, 1)), (annotation.Box, Assert.Single(annotation.OtherBoxes)));
    }

    /// <summary>Columns: both masks share the second pixel of the first column.</summary>
    [Theory]
    [InlineData(MaskConvention.SumIsOne, "1 0 1 0")]
    [InlineData(MaskConvention.Union, "1 1 1 0")]
    public void For_points_overlaps_drop_out_by_the_convention_of_the_papers(MaskConvention convention, string pixels)
    {
        Pickle("test", Picture("12", Annotation("x", "(lI0\naI0\naI2\naI2\na", Runs("022"), Runs("121"))));
        Segmentation segmentation = ReferDataset.Load(_folder.FullPath, "referit").Annotations[0].Segmentation;
        RunLengthMask mask = segmentation.ToPointMask(new ImageSize(2, 2), convention);
        BinaryMask rows = mask.ToMask();
        Assert.Equal(pixels, string.Join(' ', rows.Pixels[0], rows.Pixels[2], rows.Pixels[1], rows.Pixels[3]));
    }

    [Fact]
    public void Without_its_test_it_is_not_trusted()
    {
        File.Delete(_folder.PathOf("referit/annotations/test.pickle"));
        DatasetFindings findings = DatasetCheck.Run(ReferFiles.Locate(_folder.FullPath, "referit"), stop: TestContext.Current.CancellationToken);
        Assert.Contains(findings.Faults, fault => fault.StartsWith("there is no test.pickle", StringComparison.Ordinal));
        Assert.Equal(new SplitCounts("all", 1, 1, 1), findings.All);
    }

    [Fact]
    public void Training_sees_pictures_and_sentences_only()
    {
        TrainingSample sample = Assert.Single(TrainingView.Load(_folder.FullPath, "referit", "train").Samples);
        Assert.Equal((Path.Combine(_folder.FullPath, "referit", "images", "7.jpg"), "the sky"), (sample.ImagePath, Assert.Single(sample.Sentences).Text));
    }

    /// <summary>
    /// Written by Python with all that MultiGrounding's files hold: sets, tuples, fractions and captions, test in protocol 4, train in 3, and
    /// train once more together with val, which is not there by itself.
    /// </summary>
    [Fact]
    public void Files_as_Python_writes_them_are_read_and_checked()
    {
        ReferFiles files = ReferFiles.Locate(Fixtures.PathOf("referit"), "referit");
        ReferDataset dataset = ReferDataset.Load(files);
        Assert.Equal([(0, "test"), (1, "test"), (2, "test"), (3, "small"), (4, "test")], dataset.Refs.Take(5).Select(reference => ((int)reference.Id, reference.Split)));
        Assert.Equal(5, dataset.InSplit("train").Count);
        Assert.Equal([116, 117, 1025, 1026], dataset.Images.Keys.Order());
        Assert.Equal("both towers of the caf\u00e9", dataset.Refs[2].Sentences[0].Text);
        Assert.Equal(280, dataset.Annotations[2].Segmentation.ToMask(new ImageSize(36, 48), MaskConvention.SumIsOne).Area);
        Assert.Equal(dataset.Refs[0].AnnotationId, dataset.Refs[1].AnnotationId);

        Assert.StartsWith("none of the pictures is there (4,", Assert.Single(DatasetCheck.Run(files, stop: TestContext.Current.CancellationToken).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_objects_are_listed_without_the_refs() =>
        Assert.Equal([0, 1, 1_000_000], ReferObjects.Read(ReferFiles.Locate(_folder.FullPath, "referit", "berkeley")).Annotations.Select(annotation => annotation.Id));

    [Fact]
    public void What_is_not_there_or_not_right_is_named()
    {
        Assert.Contains("berkeley", Assert.Throws<FileNotFoundException>(() => ReferDataset.Load(_folder.FullPath, "referit", "unc")).Message, StringComparison.Ordinal);
        Pickle("test", Picture("12", "(dS'query'\nS'x'\ns"));
        Assert.Contains("picture 12, annotation 0 has no 'segmentation'", Fault(), StringComparison.Ordinal);
        Pickle("test", Picture("12", Annotation("x", "(lI0\naI0\na", Runs("04"))));
        Assert.Contains("'bbox' that is not [x1, y1, x2, y2]", Fault(), StringComparison.Ordinal);
        Pickle("test", Picture("12", Annotation("x", "(lI0\naI0\naI2\naI2\na")));
        Assert.Contains("an empty 'segmentation'", Fault(), StringComparison.Ordinal);
        Pickle("test", Picture("a12", Annotation("x", "(lI0\naI0\naI2\naI2\na", Runs("04"))));
        Assert.Contains("'a12' is not the number", Fault(), StringComparison.Ordinal);
        Pickle("test", "(l");
        Assert.Contains("expected a dict", Fault(), StringComparison.Ordinal);
        Directory.Delete(Path.Combine(_folder.FullPath, "referit", "annotations"), recursive: true);
        Assert.Contains("test.pickle", Assert.Throws<FileNotFoundException>(() => ReferDataset.Load(_folder.FullPath, "referit")).Message, StringComparison.Ordinal);

        string Fault() => Assert.Throws<InvalidDataException>(() => ReferDataset.Load(_folder.FullPath, "referit")).Message;
    }

    private static string Picture(string key, params string[] annotations) => $"(dS'{key}'\n(dS'annotations'\n(l{string.Concat(annotations.Select(item => item + "a"))}ss";

    /// <summary>Boxes first, then the run lengths; each is a list item of its own.</summary>
    private static string Annotation(string query, params string[] parts)
    {
        string boxes = string.Concat(parts.Where(part => part[1] == 'l').Select(part => part + "a"));
        string runs = string.Concat(parts.Where(part => part[1] == 'd').Select(part => part + "a"));
        return $"(dS'image_id'\nS'12'\nsS'query'\nS'{query}'\nsS'bbox'\n(l{boxes}sS'segmentation'\n(l{runs}s";
    }

    /// <summary>A 2x2 mask.</summary>
    private static string Runs(string counts) => $"(dS'size'\n(lI2\naI2\nasS'counts'\nS'{counts}'\ns";

    private void Pickle(string split, string body)
    {
        string path = _folder.Write($"referit/annotations/{split}.pickle");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(body + "."));
    }
}
