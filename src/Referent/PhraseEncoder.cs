using Referent.Data.Text;
using Referent.Models.Clip;
using Referent.Torch;

namespace Referent;

/// <summary>
/// Phrases as CLIP's text tower hears them: word by word for the point generator, or as one vector for the localiser.
/// Not thread-safe: one thread at a time, as for every model.
/// </summary>
public sealed class PhraseEncoder
{
    /// <summary>What templates say themselves, "a photo of a the red car" otherwise.</summary>
    private static readonly string[] Articles = ["the ", "a ", "an "];

    private readonly ClipTokenizer _tokenizer;
    private readonly TextTransformer _text;
    private readonly int _contextLength;
    private readonly IReadOnlyList<string> _templates;
    private readonly Device _device;

    /// <param name="tokenizer">With the vocabulary that the tower was trained on.</param>
    /// <param name="clip">Whose text tower listens; borrowed.</param>
    /// <param name="templates">Sentences with <c>{}</c> for the phrase; null for <see cref="PromptTemplates.All"/>.</param>
    /// <param name="device">Where the tower's weights are.</param>
    /// <exception cref="ArgumentException">The tower embeds another number of tokens than the vocabulary has.</exception>
    public PhraseEncoder(ClipTokenizer tokenizer, ClipModel clip, IReadOnlyList<string>? templates = null, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(clip);
        if (tokenizer.Vocabulary.Size != clip.Config.Text.VocabularySize)
        {
            throw new ArgumentException(
                $"The vocabulary has {tokenizer.Vocabulary.Size} tokens, the CLIP weights embed {clip.Config.Text.VocabularySize}; "
                + "they do not belong together.",
                nameof(tokenizer));
        }

        _tokenizer = tokenizer;
        _text = clip.Text;
        _contextLength = clip.Config.Text.ContextLength;
        _templates = templates ?? PromptTemplates.All;
        _device = device ?? Device.Cpu;
    }

    /// <summary>One vector per token of each phrase, as it is, without templates.</summary>
    /// <param name="phrases">At least one, none of them empty.</param>
    /// <exception cref="ArgumentException">A phrase is empty, or there is none.</exception>
    public WordFeatures EncodeWords(params IReadOnlyList<string> phrases)
    {
        ArgumentNullException.ThrowIfNull(phrases);
        foreach (string phrase in phrases)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(phrase, nameof(phrases));
        }

        TokenizedText[] rows = Tokenize(phrases);
        int length = rows.Max(row => row.Length);
        bool[] padding = [.. rows.SelectMany(row => Enumerable.Range(0, length).Select(at => at >= row.Length))];
        using TensorScope scope = TensorScope.Begin();
        return new WordFeatures(
            scope.Keep(_text.ForwardProjectedTokens(Ids(rows, length))),
            scope.Keep(Tensor.From<bool>(padding, [rows.Length, length], _device)),
            [.. rows.Select(row => row.Truncated)]);
    }

    /// <summary>One vector for a phrase: that of each template, averaged.</summary>
    /// <param name="phrase">Not empty; its article makes room for the template's.</param>
    /// <exception cref="ArgumentException">The phrase is empty.</exception>
    public PhraseEmbedding Embed(string phrase)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(phrase);
        string trimmed = phrase.Trim();
        string? article = Array.Find(
            Articles, article => trimmed.StartsWith(article, StringComparison.OrdinalIgnoreCase) && trimmed.Length > article.Length);
        TokenizedText[] rows = Tokenize(PromptTemplates.Fill(trimmed[(article?.Length ?? 0)..], _templates));
        using TensorScope scope = TensorScope.Begin();
        Tensor sentences = _text.Forward(Ids(rows, rows.Max(row => row.Length)));                  // [T, E]
        return new PhraseEmbedding(scope.Keep(FeatureSurgery.Average(sentences)), Array.Exists(rows, row => row.Truncated));
    }

    /// <summary>The vector of the empty text, which says nothing: [1, E], of unit length; the caller's.</summary>
    public Tensor EmbedNothing()
    {
        TokenizedText[] row = Tokenize([string.Empty]);
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(_text.Forward(Ids(row, row[0].Length)).Normalise(-1));
    }

    private TokenizedText[] Tokenize(IReadOnlyList<string> texts) => [.. texts.Select(text => _tokenizer.Tokenize(text, _contextLength))];

    /// <summary>Int64 [B, L]: attention is causal, so what lies behind the longest text is left out.</summary>
    private Tensor Ids(TokenizedText[] rows, int length)
    {
        long[] ids = [.. rows.SelectMany(row => row.Ids.Take(length).Select(id => (long)id))];
        return Tensor.From<long>(ids, [rows.Length, length], _device);
    }
}

/// <summary>Phrases word by word; the tensors are the caller's.</summary>
/// <param name="Features">[B, L, E], start and end of text included, not normalised.</param>
/// <param name="Padding">Bool [B, L]: true behind the end of a text.</param>
/// <param name="Truncated">For each phrase, whether it was longer than the encoder takes and was cut.</param>
public sealed record WordFeatures(Tensor Features, Tensor Padding, IReadOnlyList<bool> Truncated);

/// <summary>A phrase as one vector.</summary>
/// <param name="Vector">[1, E], of unit length; the caller's.</param>
/// <param name="Truncated">Whether it was longer than the encoder takes, in any template, and was cut.</param>
public sealed record PhraseEmbedding(Tensor Vector, bool Truncated);
