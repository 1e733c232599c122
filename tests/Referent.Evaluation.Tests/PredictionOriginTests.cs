using Referent.Data.Refer;
using Referent.Imaging.Masks;
using Referent.TestSupport;

namespace Referent.Evaluation.Tests;

public sealed class PredictionOriginTests : IDisposable
{
    private static readonly RunLengthMask Target = Drawing.Mask("....", ".##.", "....");

    private readonly TemporaryFolder _folder = new();

    private string Predictions => _folder.PathOf("p.jsonl");

    [Fact]
    public void A_file_from_the_same_run_is_gone_on_with()
    {
        Origin(Load()).WriteBeside(Predictions);
        Origin(Load()).CheckBeside(Predictions);
    }

    [Fact]
    public void Every_difference_is_named()
    {
        Origin(Load()).WriteBeside(Predictions);
        PredictionOrigin other = new("refcoco (unc) testA", new string('1', 64), "ppt", "base", new string('2', 64));
        string message = Assert.Throws<InvalidDataException>(() => other.CheckBeside(Predictions)).Message;
        foreach (string part in (string[])["refcoco (unc) val there, refcoco (unc) testA here", "data ", "111111111111 here", "method clip-sam there, ppt here", "preset tiny there, base here", "weights 0000"])
        {
            Assert.Contains(part, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Other_sentences_of_the_split_are_other_data_and_other_splits_do_not_matter()
    {
        using TinyDataset more = new(), elsewhere = new();
        string here = Origin(Load()).Data;
        Assert.NotEqual(here, Origin(more.Annotate(1, 1, Target).Refer(1, 1, "val", 3).Load()).Data);
        Assert.Equal(here, Origin(elsewhere.Annotate(1, 1, Target).Refer(1, 1, "val", 2).Refer(1, 1, "train", 1).Load()).Data);
    }

    [Fact]
    public void A_file_without_a_known_origin_is_refused()
    {
        PredictionOrigin origin = Origin(Load());
        Assert.Contains("is not there", Assert.Throws<InvalidDataException>(() => origin.CheckBeside(Predictions)).Message, StringComparison.Ordinal);
        foreach (string damaged in (string[])["", "null", "{}", "[]"])
        {
            File.WriteAllText(PredictionOrigin.PathFor(Predictions), damaged);
            Assert.Contains("does not tell", Assert.Throws<InvalidDataException>(() => origin.CheckBeside(Predictions)).Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static PredictionOrigin Origin(ReferDataset dataset) => PredictionOrigin.Of(dataset, "val", "clip-sam", "tiny", new string('0', 64));

    private static ReferDataset Load()
    {
        using TinyDataset tiny = new();
        return tiny.Annotate(1, 1, Target).Refer(1, 1, "val", 2).Load();
    }
}
