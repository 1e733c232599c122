using Referent.Data.Checks;
using Referent.Data.Refer;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;
using Referent.TestSupport;

namespace Referent.Data.Tests.Checks;

/// <summary>The sample under a name of which nothing is published, whole and with one thing wrong at a time.</summary>
public sealed class DatasetCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DatasetCheckTests()
    {
        _folder.Copy(Fixtures.PathOf("refer/images"), "images");
        _folder.Write("world/instances.json", File.ReadAllText(Fixtures.PathOf("refer/refcoco/instances.json")));
        File.Copy(Fixtures.PathOf("refer/refcoco/refs(unc).p"), PathOf("world/refs(unc).p"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_whole_dataset_is_trusted()
    {
        DatasetFindings findings = Check();
        Assert.True(findings.IsTrusted, string.Join('\n', findings.Faults));
        Assert.Equal([new("train", 3, 8, 22), new("val", 1, 4, 8), new("testA", 1, 4, 11), new("testB", 1, 4, 10)], findings.Counts);
    }

    [Fact]
    public void Under_a_published_name_it_is_not_all_there()
    {
        DatasetFindings findings = DatasetCheck.Run(ReferFiles.Locate(Fixtures.PathOf("refer"), "refcoco", "unc"), stop: TestContext.Current.CancellationToken);
        Assert.Equal(4, findings.Faults.Count(fault => fault.Contains("not the published one", StringComparison.Ordinal)));
        Assert.Equal(new SplitCounts("val", 1_500, 3_811, 10_834), findings.Published.Single(counts => counts.Split == "val"));
    }

    [Fact]
    public void Missing_unreadable_and_misshaped_pictures_are_counted_and_named()
    {
        string[] pictures = [.. Directory.GetFiles(PathOf("images/mscoco/images/train2014")).Order(StringComparer.Ordinal)];
        File.Delete(pictures[0]);
        File.WriteAllBytes(pictures[1], File.ReadAllBytes(pictures[1])[..500]);
        File.WriteAllBytes(pictures[2], PngEncoder.Encode(new RgbImage(new ImageSize(2, 3), new byte[18])));

        Assert.Equal(
            [
                $"1 picture is missing: {Path.GetFileName(pictures[0])}",
                $"1 picture cannot be read: {Path.GetFileName(pictures[1])}",
                $"1 picture has another size (width x height) than its annotations: {Path.GetFileName(pictures[2])} (3x2, annotated 231x156)",
            ],
            Check().Faults);
    }

    [Fact]
    public void Without_any_picture_the_folder_is_named()
    {
        Directory.Delete(PathOf("images"), recursive: true);
        Assert.Contains("train2014", Assert.Single(Check().Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_in_two_splits_are_a_fault_but_of_the_google_split_a_note()
    {
        string text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(PathOf("world/refs(unc).p")));
        int first = text.IndexOf("S'train'", StringComparison.Ordinal);
        File.WriteAllBytes(PathOf("world/refs(unc).p"), System.Text.Encoding.Latin1.GetBytes(text[..first] + "S'val'" + text[(first + 8)..]));
        string fault = Assert.Single(Check().Faults);
        Assert.Contains("share", fault, StringComparison.Ordinal);

        File.Move(PathOf("world/refs(unc).p"), PathOf("world/refs(google).p"));
        DatasetFindings google = Check();
        Assert.True(google.IsTrusted);
        Assert.Contains(google.Notes, note => note.Contains("google", StringComparison.Ordinal));
    }

    [Fact]
    public void Damaged_masks_and_files_are_faults()
    {
        string instances = File.ReadAllText(PathOf("world/instances.json"));
        _folder.Write("world/instances.json", instances.Replace("[[46.41, 92.19, 47.68, 72.07, 54.11, 60.05, 118.89, 62.98]]", "[]", StringComparison.Ordinal));
        Assert.Contains("Annotation 3001", Assert.Single(Check().Faults), StringComparison.Ordinal);
        _folder.Write("world/instances.json", instances[..200]);
        DatasetFindings findings = Check();
        Assert.Contains("instances.json", Assert.Single(findings.Faults), StringComparison.Ordinal);
        Assert.Empty(findings.Counts);
    }

    /// <summary>Spill reads every object of a picture: one that nobody refers to, of a picture without refs, is left alone.</summary>
    [Theory]
    [InlineData(581003, "null", "Annotation 9001: its segmentation is null")]
    [InlineData(581003, """{"size":[140,231],"counts":"P"}""", "Annotation 9001: The counts of a mask end within a number")]
    [InlineData(777, "null", null)]
    public void Every_annotation_that_scoring_reads_is_looked_at(long image, string segmentation, string? message)
    {
        string instances = File.ReadAllText(PathOf("world/instances.json"));
        string bystander = $$$"""{"id":9001,"image_id":{{{image}}},"category_id":1,"iscrowd":0,"bbox":[0,0,1,1],"segmentation":{{{segmentation}}}}""";
        _folder.Write("world/instances.json", instances.Replace("\"annotations\": [", $"\"annotations\": [{bystander},", StringComparison.Ordinal));
        Assert.NotEqual(instances, File.ReadAllText(PathOf("world/instances.json")));
        DatasetFindings findings = Check();
        Assert.Equal(message is null, findings.IsTrusted);
        if (message is not null)
        {
            Assert.Contains(message, Assert.Single(findings.Faults), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Statistics_count_words_sizes_and_classes()
    {
        IReadOnlyList<SplitStatistics> splits = SplitStatistics.Of(ReferDataset.Load(Fixtures.PathOf("refer"), "refcoco", "unc"));
        SplitStatistics train = splits.Single(split => split.Counts.Split == "train");
        Assert.Equal(8, train.Small + train.Medium + train.Large);
        Assert.Equal(8, train.Classes.Sum(item => item.Refs));
        Assert.InRange(train.Words, train.Counts.Sentences, train.LongestSentence * train.Counts.Sentences);
        Assert.InRange(train.MedianShare, 0.001, 0.9);
        Assert.True(train.FrequentWords[0].Sentences >= train.FrequentWords[^1].Sentences);
    }

    private DatasetFindings Check() => DatasetCheck.Run(ReferFiles.Locate(_folder.FullPath, "world"), stop: TestContext.Current.CancellationToken);

    private string PathOf(string relative) => Path.Combine(_folder.FullPath, relative);
}
