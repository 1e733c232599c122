using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.TestSupport;
using Referent.Training.Ppt.Labels;

namespace Referent.Training.Tests.Ppt.Labels;

public sealed class LabelFilesTests : IDisposable
{
    private static readonly RunLengthMask Mask = new(new ImageSize(4, 3), [1, 2, 9]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Labels_read_back_as_written()
    {
        ObjectLabel cat = new("objects/tin can/a \"b\".jpg", "tin can", Mask, 0.75);
        SentenceLabel sentence = new("images/é.jpg", "cat \"by\" the dog", [new PhraseMask("cat", Mask, 0.5), new PhraseMask("the dog", Mask, 0.25)]) { Ref = 7_000_000_000 };
        Write(LabelFiles.Objects, LabelFiles.Format(cat) + "\n\n");
        Write(LabelFiles.Sentences, LabelFiles.Format(sentence) + "\n" + LabelFiles.Format(sentence with { Candidates = [], Ref = null }) + "\n\n");

        ObjectLabel object1 = Assert.Single(LabelFiles.ReadObjects(_folder.FullPath));
        Assert.Equal(cat with { Mask = object1.Mask }, object1);
        Assert.Equal((Mask.Size, Mask.ToCompressedString()), (object1.Mask.Size, object1.Mask.ToCompressedString()));

        IReadOnlyList<SentenceLabel> sentences = LabelFiles.ReadSentences(_folder.FullPath);
        Assert.Equal([2, 0], sentences.Select(label => label.Candidates.Count));
        Assert.Equal([7_000_000_000, null], sentences.Select(label => label.Ref));
        Assert.Equal((sentence.Image, sentence.Text), (sentences[0].Image, sentences[0].Text));
        Assert.Equal([("cat", 0.5), ("the dog", 0.25)], sentences[0].Candidates.Select(item => (item.Phrase, item.Score)));
    }

    [Fact]
    public void Labels_that_were_never_made_are_missed_with_the_command_that_makes_them() =>
        Assert.Contains("referent label ppt", Assert.Throws<FileNotFoundException>(() => LabelFiles.ReadObjects(_folder.FullPath)).Message, StringComparison.Ordinal);

    private void Write(string name, string text) => _folder.Write(Path.Combine(LabelFiles.Folder, name), text);
}
