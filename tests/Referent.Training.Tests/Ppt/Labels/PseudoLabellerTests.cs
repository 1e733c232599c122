using Referent.Imaging.Codecs;
using Referent.Training.Ppt.Labels;

namespace Referent.Training.Tests.Ppt.Labels;

[Collection(nameof(TrainingWorld))]
public sealed class PseudoLabellerTests(TrainingWorld world)
{
    [Fact]
    public void Pictures_and_noun_phrases_get_the_masks_of_CLIP_and_SAM()
    {
        string root = world.Copy();
        Label(root);
        IReadOnlyList<ObjectLabel> objects = LabelFiles.ReadObjects(root);
        Assert.Equal(6, objects.Count);
        Assert.All(objects, label => Assert.True(File.Exists(Path.Combine(root, label.Image)) && label.Image.Contains(label.ClassName, StringComparison.Ordinal)));
        IReadOnlyList<SentenceLabel> sentences = LabelFiles.ReadSentences(root);
        Assert.Equal(3, sentences.Select(label => label.Image).Distinct().Count());
        Assert.All(sentences, label => Assert.All(label.Candidates, item => Assert.Contains(item.Phrase, label.Text, StringComparison.Ordinal)));
        Assert.Contains(sentences, label => label.Candidates.Count > 1);
    }

    [Fact]
    public void The_ground_truth_has_no_influence()
    {
        string root = world.Copy(), scrambled = world.CopyWithScrambledTruth();
        Label(root);
        Label(scrambled);
        AssertSameLabels(root, scrambled);
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_to_the_same_bytes()
    {
        string whole = world.Copy(), stopped = world.Copy();
        Label(whole);
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => Label(stopped, new At(2, stop.Cancel), stop));
        Assert.False(File.Exists(PathOf(stopped, LabelFiles.Objects)));
        List<int> done = [];
        Label(stopped, new At(null, () => { }, done));

        Assert.Equal([3, 4, 5, 6, 1, 2, 3], done);
        AssertSameLabels(whole, stopped);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.4)]
    [InlineData(0.8)]
    public void What_a_killed_run_left_of_a_picture_is_made_again(double share)
    {
        string whole = world.Copy(), cut = world.Copy();
        Label(whole);
        Directory.CreateDirectory(Path.Combine(cut, LabelFiles.Folder));
        foreach (string name in (string[])[LabelFiles.Objects, LabelFiles.Sentences])
        {
            byte[] bytes = File.ReadAllBytes(PathOf(whole, name));
            File.WriteAllBytes(PathOf(cut, name) + ".partial", bytes[..(int)(bytes.Length * share)]);
        }

        Label(cut);
        AssertSameLabels(whole, cut);
    }

    [Fact]
    public void Finished_labels_are_not_made_again()
    {
        string root = world.Copy();
        Label(root);
        List<int> done = [];
        Label(root, new At(null, () => { }, done));
        Assert.Empty(done);
    }

    [Fact]
    public void A_picture_that_cannot_be_read_gets_no_label_and_the_others_do()
    {
        string root = world.Copy();
        string broken = Directory.EnumerateFiles(Path.Combine(root, "objects"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        File.WriteAllText(broken, "no picture");

        IReadOnlyList<string> failures = Label(root);

        Assert.Single(failures);
        Assert.Equal(5, LabelFiles.ReadObjects(root).Count);
        Assert.NotEmpty(LabelFiles.ReadSentences(root));
    }

    [Fact]
    public void The_gallery_shows_labels_of_both_kinds()
    {
        string root = world.Copy();
        Label(root);

        LabelGallery.Write(root);

        string page = File.ReadAllText(PathOf(root, LabelGallery.PageName));
        Assert.All((string[])["objects.jpg", "sentences.jpg"], name =>
        {
            Assert.Contains(name, page, StringComparison.Ordinal);
            Assert.True(ImageDecoder.ReadFile(PathOf(root, name)).Width > 300);
        });
    }

    private static string PathOf(string root, string name) => Path.Combine(root, LabelFiles.Folder, name);

    private static void AssertSameLabels(string expected, string actual)
    {
        foreach (string name in (string[])[LabelFiles.Objects, LabelFiles.Sentences])
        {
            Assert.Equal(File.ReadAllText(PathOf(expected, name)), File.ReadAllText(PathOf(actual, name)));
        }
    }

    private IReadOnlyList<string> Label(string root, At? progress = null, CancellationTokenSource? stop = null)
    {
        progress ??= new At(null, () => { });
        CancellationToken token = stop?.Token ?? CancellationToken.None;
        using Segmenter segmenter = Segmenter.Load(new SegmenterOptions { Preset = world.Preset, Method = SegmentationMethod.ClipSam, Device = DeviceChoice.Cpu });
        PseudoLabeller labeller = new(segmenter, root);
        labeller.LabelObjects(0, progress, token);
        labeller.LabelSentences("world", "train", 0, progress, token);
        return labeller.Failures;
    }

    /// <summary>Notes how many items are done and does something at one of the numbers.</summary>
    private sealed class At(int? count, Action action, List<int>? done = null) : IProgress<(int Done, int Total)>
    {
        public void Report((int Done, int Total) value)
        {
            done?.Add(value.Done);
            if (value.Done == count)
            {
                action();
            }
        }
    }
}
