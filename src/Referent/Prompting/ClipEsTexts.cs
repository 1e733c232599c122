using Referent.Data.Text;
using Referent.Torch;

namespace Referent.Prompting;

/// <summary>
/// A phrase as the classes that CLIP-ES wants: the phrase itself is the one class that is there, the background words that it does not
/// speak of are the others. Chosen: docs/decisions/20261121-clip-es.md.
/// </summary>
/// <param name="phrases">With the localiser's templates.</param>
/// <param name="backgrounds">At least one.</param>
internal sealed class ClipEsTexts(PhraseEncoder phrases, IReadOnlyList<string> backgrounds)
{
    private readonly Dictionary<string, float[]> _known = new(StringComparer.Ordinal);

    /// <returns>Vectors: [1 + B, E], of unit length, the phrase first; the caller's. Truncated: the phrase was too long and was cut.</returns>
    public (Tensor Vectors, bool Truncated) Of(string phrase)
    {
        using TensorScope scope = TensorScope.Begin();
        PhraseEmbedding target = phrases.Embed(phrase);
        float[][] others = [.. BackgroundWords.Without(backgrounds, phrase).Select(Embedded)];
        Tensor rest = Tensor.From<float>([.. others.SelectMany(vector => vector)], [others.Length, others[0].Length], target.Vector.Device);
        return (scope.Keep(Tensor.Cat([target.Vector, rest], 0)), target.Truncated);
    }

    private float[] Embedded(string word)
    {
        if (!_known.TryGetValue(word, out float[]? vector))
        {
            using TensorScope scope = TensorScope.Begin();
            _known[word] = vector = phrases.Embed(word).Vector.ToArray<float>();
        }

        return vector;
    }
}
