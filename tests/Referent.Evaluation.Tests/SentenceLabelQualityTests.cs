using System.Text.Json;
using Referent.Data;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Evaluation.Tests;

public sealed class SentenceLabelQualityTests : IDisposable
{
    /// <summary>4 x 4 pixels, column by column: the first two columns are the object of ref 10.</summary>
    private static readonly RunLengthMask Left = new(new ImageSize(4, 4), [0, 8, 8]);

    private static readonly RunLengthMask First = new(new ImageSize(4, 4), [0, 4, 12]);

    private static readonly RunLengthMask Right = new(new ImageSize(4, 4), [8, 8]);

    private readonly TinyDataset _dataset = new TinyDataset().Annotate(1, 1, Left).Refer(1, 1, "train", 3);

    [Fact]
    public void One_candidate_is_compared_alone_and_of_several_the_mean_and_the_best()
    {
        SentenceLabelQuality quality = Measure(Line(10, First), Line(10, Right), Line(10, First, Right, Left), Line(10))!;
        Assert.Equal(new SentenceLabelQuality(2, 0.25, 1, 0.5, 1), quality);
    }

    [Fact]
    public void Without_sentences_it_is_nothing() => Assert.Equal(new SentenceLabelQuality(0, 0, 0, 0, 0), Measure());

    [Fact]
    public void Labels_that_do_not_say_their_ref_are_not_scored_and_those_of_another_ref_are_an_error()
    {
        Assert.Null(Measure(Line(null, First)));
        Assert.Contains("no ref 11", Assert.Throws<InvalidDataException>(() => Measure(Line(11, First))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _dataset.Dispose();

    private static string Line(long? reference, params RunLengthMask[] candidates) =>
        JsonSerializer.Serialize(new { image = "a.jpg", @ref = reference, candidates = candidates.Select(mask => new { mask = RunLengthJson.Of(mask) }) });

    private SentenceLabelQuality? Measure(params string[] lines)
    {
        string path = Path.Combine(_dataset.Root, "sentences.jsonl");
        File.WriteAllLines(path, lines);
        return SentenceLabelQuality.Measure(_dataset.Load(), path);
    }
}
