using System.Text.Json;
using Referent.Data.Refer;
using Referent.Presets;
using Referent.Training.Labels;
using Referent.Training.Loop;
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
        IReadOnlyList<TrainingSample> refs = TrainingView.Load(root, "world", "train").Samples;
        Assert.All(sentences, label => Assert.Contains(refs.Single(sample => sample.RefId == label.Ref).Sentences, sentence => sentence.Text == label.Text));
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
    [InlineData(0, LabelFiles.Objects)]
    [InlineData(0.8, LabelFiles.Objects)]
    [InlineData(0.4, LabelFiles.Sentences)]
    [InlineData(0.8, LabelFiles.Sentences)]
    public void What_a_killed_run_left_of_a_picture_is_made_again(double share, string name)
    {
        string whole = world.Copy(), cut = world.Copy();
        world.Label(whole);
        using CancellationTokenSource stop = new();
        At second = new(2, () =>
        {
            if (File.Exists(PathOf(cut, LabelFiles.Objects)) == (name == LabelFiles.Sentences))
            {
                stop.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => world.Label(cut, second, stop));
        byte[] bytes = File.ReadAllBytes(PathOf(cut, name) + ".partial");
        File.WriteAllBytes(PathOf(cut, name) + ".partial", bytes[..(int)(bytes.Length * share)]);

        world.Label(cut);
        AssertSameLabels(whole, cut);
        Assert.All(File.ReadLines(PathOf(cut, name)), line => JsonDocument.Parse(line).Dispose());
        Assert.False(File.Exists(PathOf(cut, name) + ".partial"));
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
    public void Nothing_of_the_ground_truth_need_be_there()
    {
        string root = world.Copy(), without = world.CopyWithoutTruth();
        world.Label(root);
        world.Label(without);
        AssertSameLabels(root, without);
    }

    [Fact]
    public void Shards_made_in_any_order_and_in_different_places_become_the_labels_of_one_process()
    {
        string whole = world.Copy(), here = world.Copy(), elsewhere = world.Copy();
        world.Label(whole);
        world.Label(elsewhere, shard: new LabelShard(3, 3));
        world.Label(here, shard: new LabelShard(2, 3));
        Assert.False(File.Exists(PathOf(here, LabelFiles.Objects)));
        foreach (string path in Directory.GetFiles(Path.Combine(elsewhere, LabelFiles.Folder), "*3-of-3*"))
        {
            File.Copy(path, PathOf(here, Path.GetFileName(path)));
        }

        world.Label(here, shard: new LabelShard(1, 3));

        AssertSameLabels(whole, here);
        Assert.Empty(Directory.GetFiles(Path.Combine(here, LabelFiles.Folder), "*-of-*"));
        List<int> done = [];
        world.Label(here, new At(done: done), shard: new LabelShard(2, 3));
        Assert.Empty(done);
    }

    [Fact]
    public void Labels_and_shards_made_otherwise_are_never_gone_on_with()
    {
        string root = world.Copy(), mixed = world.Copy(), other = world.Copy();
        world.Label(root);
        byte[] before = File.ReadAllBytes(PathOf(root, LabelFiles.Objects));
        string message = Assert.Throws<RunDirectoryException>(() => world.Label(root, localiser: LocaliserKind.ClipEs)).Message;
        Assert.Contains("(method \"clip-sam\", not ", message, StringComparison.Ordinal);
        Assert.Contains("origin.json", message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(PathOf(root, LabelFiles.Objects)));

        world.Label(other, shard: new LabelShard(1, 2), localiser: LocaliserKind.ClipEs);
        Directory.CreateDirectory(Path.Combine(mixed, LabelFiles.Folder));
        foreach (string path in Directory.GetFiles(Path.Combine(other, LabelFiles.Folder), "*1-of-2*"))
        {
            File.Copy(path, PathOf(mixed, Path.GetFileName(path)));
        }

        Assert.Throws<RunDirectoryException>(() => world.Label(mixed, shard: new LabelShard(2, 2)));
        Array.ForEach(Directory.GetFiles(Path.Combine(mixed, LabelFiles.Folder), "*1-of-2*.origin.json"), File.Delete);
        Assert.Throws<RunDirectoryException>(() => world.Label(mixed, shard: new LabelShard(2, 2)));
        Assert.False(File.Exists(PathOf(mixed, LabelFiles.Objects)));
    }

    [Fact]
    public void Labels_of_which_nobody_noted_how_they_were_made_are_not_gone_on_with()
    {
        string root = world.Copy();
        Directory.CreateDirectory(Path.Combine(root, LabelFiles.Folder));
        File.WriteAllText(PathOf(root, LabelFiles.Objects) + ".partial", "\n");
        Assert.Throws<RunDirectoryException>(() => world.Label(root));
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
