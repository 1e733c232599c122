using Referent.Training.Ppt.Labels;

namespace Referent.Training.Tests.Ppt.Labels;

[Collection(nameof(TrainingWorld))]
public sealed class PseudoLabellerTests(TrainingWorld world)
{
    [Fact]
    public void Pictures_and_noun_phrases_get_the_masks_of_CLIP_and_SAM()
    {
        string root = world.Copy();
        world.Label(root);
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
        world.Label(root);
        world.Label(scrambled);
        AssertSameLabels(root, scrambled);
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_to_the_same_bytes()
    {
        string whole = world.Copy(), stopped = world.Copy();
        world.Label(whole);
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => world.Label(stopped, new At(2, stop.Cancel), stop));
        Assert.False(File.Exists(PathOf(stopped, LabelFiles.Objects)));
        List<int> done = [];
        world.Label(stopped, new At(done: done));

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
        world.Label(whole);
        Directory.CreateDirectory(Path.Combine(cut, LabelFiles.Folder));
        foreach (string name in (string[])[LabelFiles.Objects, LabelFiles.Sentences])
        {
            byte[] bytes = File.ReadAllBytes(PathOf(whole, name));
            File.WriteAllBytes(PathOf(cut, name) + ".partial", bytes[..(int)(bytes.Length * share)]);
        }

        world.Label(cut);
        AssertSameLabels(whole, cut);
    }

    [Fact]
    public void Finished_labels_are_not_made_again()
    {
        string root = world.Copy();
        world.Label(root);
        List<int> done = [];
        world.Label(root, new At(done: done));
        Assert.Empty(done);
    }

    [Fact]
    public void A_picture_that_cannot_be_read_gets_no_label_and_the_others_do()
    {
        string root = world.Copy();
        string broken = Directory.EnumerateFiles(Path.Combine(root, "objects"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        File.WriteAllText(broken, "no picture");

        IReadOnlyList<string> failures = world.Label(root);

        Assert.Single(failures);
        Assert.Equal(5, LabelFiles.ReadObjects(root).Count);
        Assert.NotEmpty(LabelFiles.ReadSentences(root));
    }

    [Fact]
    public void The_gallery_shows_labels_of_both_kinds()
    {
        string root = world.Copy();
        world.Label(root);

        LabelGallery.Write(root);

        Galleries.AssertShows(PathOf(root, string.Empty), "objects.jpg", "sentences.jpg");
    }

    private static string PathOf(string root, string name) => Path.Combine(root, LabelFiles.Folder, name);

    private static void AssertSameLabels(string expected, string actual)
    {
        foreach (string name in (string[])[LabelFiles.Objects, LabelFiles.Sentences])
        {
            Assert.Equal(File.ReadAllText(PathOf(expected, name)), File.ReadAllText(PathOf(actual, name)));
        }
    }
}
