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
        SentenceLabelQuality quality = Measure((10, "sentence 0", [First]), (10, "sentence 1", [Right]), (10, "sentence 2", [First, Right, Left]), (10, "sentence 2", []));
        Assert.Equal(new SentenceLabelQuality(2, 0.25, 1, 0.5, 1), quality);
    }

    [Fact]
    public void Without_sentences_it_is_nothing() => Assert.Equal(new SentenceLabelQuality(0, 0, 0, 0, 0), Measure());

    [Theory]
    [InlineData(11, "sentence 0")]
    [InlineData(10, "sentence 3")]
    public void Labels_of_another_data_set_are_an_error(long id, string text) =>
        Assert.Contains($"no ref {id} that is called '{text}'", Assert.Throws<InvalidDataException>(() => Measure((id, text, [First]))).Message, StringComparison.Ordinal);

    public void Dispose() => _dataset.Dispose();

    private SentenceLabelQuality Measure(params (long Ref, string Text, IReadOnlyList<RunLengthMask> Candidates)[] labels) =>
        SentenceLabelQuality.Measure(_dataset.Load(), labels);
}
