using Referent.Data.Text;
using Referent.Models.Clip;
using Referent.Models.PointPrompting;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Tests;

public sealed class PhraseEncoderTests : IDisposable
{
    private const int Context = 12;

    private readonly WeightStore _weights = WeightStore.Initialise(3);
    private readonly ClipTokenizer _tokenizer = new(VocabularyLearner.Learn(["red apple", "red apple"], 8));
    private readonly ClipModel _clip;

    public PhraseEncoderTests() => _clip = new ClipModel(_weights.Root, Config(_tokenizer.Vocabulary.Size));

    [Fact]
    public void The_embedding_is_the_unit_mean_of_the_templates_unit_vectors()
    {
        using TensorScope scope = TensorScope.Begin();
        PhraseEncoder encoder = new(_tokenizer, _clip, ["one {}", "{} here"]);

        float[] embedded = encoder.Embed("the red apple").Vector.ToArray<float>();

        Tensor sum = Encode("one red apple").Normalise(-1) + Encode("red apple here").Normalise(-1);
        Assert.Equal(sum.Normalise(-1).ToArray<float>(), embedded, (left, right) => MathF.Abs(left - right) < 1e-5f);
        Assert.Equal(embedded, encoder.Embed(" Red apple ").Vector.ToArray<float>());
    }

    [Fact]
    public void The_probes_of_an_expression_are_itself_its_first_noun_phrase_and_that_phrases_noun()
    {
        using TensorScope scope = TensorScope.Begin();
        PhraseEncoder encoder = new(_tokenizer, _clip, ["one {}", "{} here"]);
        using ResponseProbes probes = new(encoder);
        string[] expressions = ["the red ball left of a dog", "dog"];

        Tensor found = probes.Of(expressions, encoder.EncodeWords(expressions));

        Assert.Equal([2, ResponseMaps.Probes, 8], found.Shape);
        AssertSame(encoder.Embed("the red ball").Vector, found.Select(0, 0).Select(0, 1));
        AssertSame(encoder.Embed("ball").Vector, found.Select(0, 0).Select(0, 2));
        AssertSame(encoder.EncodeWords("dog").Features.Select(1, -1).Normalise(-1), found.Select(0, 1).Select(0, 0));
        AssertSame(encoder.Embed("dog").Vector, found.Select(0, 1).Select(0, 2));
    }

    [Fact]
    public void Words_of_a_batch_are_those_of_each_phrase_alone_with_the_rest_marked_as_padding()
    {
        using TensorScope scope = TensorScope.Begin();
        PhraseEncoder encoder = new(_tokenizer, _clip);

        WordFeatures both = encoder.EncodeWords("red", "red apple apple");
        WordFeatures alone = encoder.EncodeWords("red");

        Assert.Equal([2, 5, 8], both.Features.Shape);
        Assert.Equal([1, 3, 8], alone.Features.Shape);
        Assert.Equal([false, false, false, true, true, false, false, false, false, false], both.Padding.ToArray<bool>());
        Assert.Equal(
            alone.Features.ToArray<float>(),
            both.Features.Narrow(0, 0, 1).Narrow(1, 0, 3).ToArray<float>(),
            (left, right) => MathF.Abs(left - right) < 1e-5f);
    }

    [Fact]
    public void What_is_too_long_is_cut_and_said()
    {
        using TensorScope scope = TensorScope.Begin();
        PhraseEncoder encoder = new(_tokenizer, _clip, ["one {}"]);
        string full = string.Join(' ', Enumerable.Repeat("apple", Context - 2));

        Assert.Equal([false, true], encoder.EncodeWords(full, full + " red").Truncated);
        Assert.True(encoder.Embed(full + " red").Truncated);
        Assert.False(encoder.Embed("apple").Truncated);
    }

    [Fact]
    public void The_empty_text_has_a_vector_but_is_no_phrase()
    {
        using TensorScope scope = TensorScope.Begin();
        PhraseEncoder encoder = new(_tokenizer, _clip);
        Assert.Equal(Encode(string.Empty).Normalise(-1).ToArray<float>(), encoder.EmbedNothing().ToArray<float>(), (left, right) => MathF.Abs(left - right) < 1e-5f);
        Assert.Throws<ArgumentException>(() => encoder.Embed("  "));
        Assert.Throws<ArgumentException>(() => encoder.EncodeWords("red", ""));
    }

    [Fact]
    public void A_vocabulary_of_other_weights_is_refused()
    {
        ClipTokenizer other = new(VocabularyLearner.Learn(["red apple", "red apple"], 2));
        Assert.Contains("516", Assert.Throws<ArgumentException>(() => new PhraseEncoder(other, _clip)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _weights.Dispose();

    private static ClipConfig Config(int vocabulary) => new()
    {
        EmbedDim = 8,
        Vision = new ClipVisionConfig { ImageSize = 8, PatchSize = 4, Width = 8, Layers = 1, Heads = 1 },
        Text = new ClipTextConfig { ContextLength = Context, VocabularySize = vocabulary, Width = 16, Layers = 2, Heads = 2 },
    };

    private Tensor Encode(string text) => _clip.EncodeText(Tensor.From<long>([.. _tokenizer.Tokenize(text, Context).Ids.Select(id => (long)id)], [1, Context]));

    private static void AssertSame(Tensor expected, Tensor actual) =>
        Assert.InRange((expected.Reshape(-1) - actual.Reshape(-1)).Abs().Max([]).Item(), 0, 1e-5);
}
