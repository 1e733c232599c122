using Referent.Evaluation.Reports;
using Referent.Imaging.Masks;

namespace Referent.Evaluation.Tests;

public sealed class HeldOutClassesTests
{
    private static readonly RunLengthMask Target = Drawing.Mask("....", ".##.", "....");

    [Fact]
    public void Each_corpus_scores_the_sentences_about_the_classes_it_never_saw()
    {
        using TinyDataset tiny = new();
        Evaluator evaluator = new(tiny.Annotate(1, 1, Target).Refer(1, 1, "val", 2).Load(), "val");
        evaluator.Add(0, Target);
        EvaluationReport report = evaluator.Finish();
        File.WriteAllText(Path.Combine(tiny.Root, "world.json"), """{"seed":1,"heldOut":{"captions":["thing","fox"],"masks":["fox"]}}""");

        GroupScore group = Assert.Single(HeldOutClasses.Read(tiny.Root).Score(report.Samples));

        Assert.Equal(new GroupScore("captions", 2, 0.5, report.Summary.MeanIouInterval), group);
        Assert.Matches(@"(?m)^  mIoU of classes held out of captions +50\.00 % .*; 2 sentences$", ReportText.Render(report with { HeldOut = [group] }));
    }

    [Fact]
    public void A_root_without_a_list_holds_nothing_out_and_a_damaged_list_is_named()
    {
        using TinyDataset tiny = new();
        Assert.Empty(HeldOutClasses.Read(tiny.Root).Score([]));
        string path = Path.Combine(tiny.Root, "world.json");
        foreach (string text in (string[])["", "[]", "{}", """{"heldOut":{"masks":1}}"""])
        {
            File.WriteAllText(path, text);
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => HeldOutClasses.Read(tiny.Root)).Message, StringComparison.Ordinal);
        }
    }
}
