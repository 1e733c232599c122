using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Referent.Data.Refer;
using Referent.TestSupport;

namespace Referent.Data.Tests.Refer;

/// <summary>What keeps the comparison honest: training cannot see ground truth, whatever the files hold.</summary>
public sealed partial class TrainingViewTests
{
    [Fact]
    public void The_view_holds_the_pictures_and_sentences_of_the_split()
    {
        IReadOnlyList<TrainingSample> samples = TrainingView.Load(Fixtures.PathOf("refer"), "refcoco", "train").Samples;
        Assert.Equal(8, samples.Count);
        Assert.Equal("person's café table", samples[0].Sentences[0].Text);
        Assert.All(samples, sample => Assert.True(File.Exists(sample.ImagePath)));
    }

    [Fact]
    public void Scrambling_annotations_annotation_ids_and_categories_changes_nothing()
    {
        using TemporaryFolder folder = new();
        folder.Copy(Fixtures.PathOf("refer/refcoco"), "refcoco");
        string before = Describe(TrainingView.Load(folder.FullPath, "refcoco", "train"));

        string refs = Path.Combine(folder.FullPath, "refcoco", "refs(unc).p");
        string pickle = File.ReadAllText(refs, Encoding.Latin1);
        string scrambled = TruthInPickle().Replace(pickle, match => $"{match.Groups[1].Value}I{Random.Shared.Next(1_000_000)}\n");
        Assert.NotEqual(pickle, scrambled);
        File.WriteAllText(refs, scrambled, Encoding.Latin1);
        folder.Write("refcoco/instances.json", "scrambled beyond reading");

        Assert.Equal(before, Describe(TrainingView.Load(folder.FullPath, "refcoco", "train")));
        Assert.ThrowsAny<Exception>(() => ReferDataset.Load(folder.FullPath, "refcoco"));
    }

    [Fact]
    public void The_view_has_no_room_for_ground_truth()
    {
        Assert.Equal(["ImagePath", "RefId", "Sentences"], NamesOf(typeof(TrainingSample)));
        Assert.Equal(["Samples"], NamesOf(typeof(TrainingView)));
        Assert.Equal(["Id", "Text"], NamesOf(typeof(ReferSentence)));

        static string[] NamesOf(Type type) =>
            [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Order(StringComparer.Ordinal)];
    }

    private static string Describe(TrainingView view) => string.Join(
        '\n',
        view.Samples.Select(sample => $"{sample.RefId} {sample.ImagePath} {string.Join('|', sample.Sentences.Select(sentence => $"{sentence.Id} {sentence.Text}"))}"));

    /// <summary>The values of ann_id and category_id in a pickle of protocol 0: the key, its memo number, an integer.</summary>
    [GeneratedRegex(@"(S'(?:ann_id|category_id)'\np\d+\n)I\d+\n")]
    private static partial Regex TruthInPickle();
}
