using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Training.Ppt;
using Referent.Training.Ppt.Data;
using Referent.Training.Ppt.Labels;

namespace Referent.Training.Tests.Ppt.Data;

public sealed class TrustedLabelsTests
{
    private static readonly PptPool Pool = new() { MinPredictedIou = 0.8, MinLargestPiece = 0.9, MinPiece = 0.15 };

    /// <summary>8 x 8 pixels, column by column.</summary>
    private static readonly RunLengthMask Whole = Runs(0, 16, 48);

    /// <summary>Two columns, and two others beyond a gap.</summary>
    private static readonly RunLengthMask Halves = Runs(0, 16, 16, 16, 16);

    /// <summary>Three columns and three pixels beyond a gap, which are a ninth of it.</summary>
    private static readonly RunLengthMask Speck = Runs(0, 24, 16, 3, 21);

    private static readonly RunLengthMask Empty = Runs(64);

    [Fact]
    public void An_object_wants_a_score_and_a_mask_in_one_piece()
    {
        Assert.True(TrustedLabels.IsTrusted(Object(Whole, 0.8), Pool));
        Assert.False(TrustedLabels.IsTrusted(Object(Whole, 0.79), Pool));
        Assert.False(TrustedLabels.IsTrusted(Object(Halves, 0.9), Pool));
        Assert.False(TrustedLabels.IsTrusted(Object(Empty, 0.9), Pool with { MinLargestPiece = 0 }));
    }

    [Fact]
    public void A_sentence_is_taken_only_where_all_its_candidates_can_be_trusted()
    {
        Assert.Equal([Whole, Halves], Candidates((Whole, 0.8), (Halves, 0.9)));
        Assert.Empty(Candidates((Whole, 0.8), (Halves, 0.7)));
        Assert.Empty(Candidates((Whole, 0.8), (Empty, 0.9)));
        Assert.Equal([Whole], Candidates((Whole, 0.8)));
    }

    [Fact]
    public void Pieces_of_the_only_candidate_are_candidates_and_specks_are_none()
    {
        string[] pieces = [.. Candidates((Halves, 0.9)).OrderBy(mask => mask.BoundingBox().Left).Select(mask => mask.ToCompressedString())];
        Assert.Equal([Whole.ToCompressedString(), Runs(32, 16, 16).ToCompressedString()], pieces);
        Assert.Empty(Candidates((Speck, 0.9)));
        Assert.Equal([Speck], TrustedLabels.CandidatesOf(Sentence((Speck, 0.9)), Pool with { MinLargestPiece = 0.5 }));
    }

    private static IReadOnlyList<RunLengthMask> Candidates(params (RunLengthMask Mask, double Score)[] candidates) =>
        TrustedLabels.CandidatesOf(Sentence(candidates), Pool);

    private static ObjectLabel Object(RunLengthMask mask, double score) => new("objects/cat/1.jpg", "cat", mask, score);

    private static SentenceLabel Sentence(params (RunLengthMask Mask, double Score)[] candidates) =>
        new("a.jpg", "the cat", [.. candidates.Select(item => new PhraseMask("the cat", item.Mask, item.Score))]);

    private static RunLengthMask Runs(params int[] runs) => new(new ImageSize(8, 8), runs);
}
