using Referent.Data.Text;
using Referent.Models.PointPrompting;
using Referent.Torch;

namespace Referent;

/// <summary>
/// The texts that <see cref="ResponseMaps"/> looks for: the expression itself, the noun phrase of its subject ("left red car"), and that
/// phrase's noun ("car"). Phrases and nouns come again and again and are embedded once.
/// </summary>
public sealed class ResponseProbes : IDisposable
{
    private readonly PhraseEncoder _phrases;
    private readonly Dictionary<string, float[]> _known = new(StringComparer.Ordinal);

    /// <param name="phrases">Borrowed.</param>
    public ResponseProbes(PhraseEncoder phrases)
    {
        ArgumentNullException.ThrowIfNull(phrases);
        _phrases = phrases;
        Nothing = phrases.EmbedNothing();
    }

    /// <summary>[1, E], the empty text.</summary>
    public Tensor Nothing { get; }

    /// <summary>The noun that an expression's first noun phrase is about; the expression itself where it has none.</summary>
    public static string NounOf(string expression) => Subject(expression)[^1];

    /// <param name="expressions">B of them.</param>
    /// <param name="words">What <see cref="PhraseEncoder.EncodeWords"/> says of the same ones; borrowed.</param>
    /// <returns>[B, R, E], of unit length; the caller's.</returns>
    public Tensor Of(IReadOnlyList<string> expressions, WordFeatures words)
    {
        ArgumentNullException.ThrowIfNull(expressions);
        ArgumentNullException.ThrowIfNull(words);
        using TensorScope scope = TensorScope.Begin();
        (long batch, long length, long width) = (words.Features.Size(0), words.Features.Size(1), words.Features.Size(2));
        bool[] padding = words.Padding.ToArray<bool>();
        long[] ends = [.. Enumerable.Range(0, (int)batch).Select(i => padding.AsSpan((int)(i * length), (int)length).Count(false) - 1L)];
        Tensor end = Tensor.From<long>(ends, [batch, 1, 1], words.Features.Device).Expand(batch, 1, width);
        Tensor whole = words.Features.Gather(1, end).Normalise(-1);                                  // [B, 1, E]
        float[] subjects = [.. expressions.SelectMany(expression => Subject(expression)).SelectMany(Embedded)];
        Tensor parts = Tensor.From<float>(subjects, [batch, ResponseMaps.Probes - 1, width], words.Features.Device);
        return scope.Keep(Tensor.Cat([whole, parts], 1));
    }

    public void Dispose() => Nothing.Dispose();

    /// <summary>The first noun phrase and its noun; the expression itself where it has none.</summary>
    private static string[] Subject(string expression) =>
        NounPhraseExtractor.Extract(expression) is [NounPhrase first, ..] ? [first.Text, first.Head] : [expression, expression];

    private float[] Embedded(string text)
    {
        if (!_known.TryGetValue(text, out float[]? vector))
        {
            using TensorScope scope = TensorScope.Begin();
            _known[text] = vector = _phrases.Embed(text).Vector.ToArray<float>();
        }

        return vector;
    }
}
