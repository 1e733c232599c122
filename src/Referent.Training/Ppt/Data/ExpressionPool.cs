using Referent.Torch;

namespace Referent.Training.Ppt.Data;

/// <summary>The frozen word features of every expression of a training run, computed once and kept in memory.</summary>
public sealed class ExpressionPool
{
    /// <summary>Texts encoded together.</summary>
    private const int EncodeBatch = 256;

    private readonly Dictionary<string, float[]> _features = new(StringComparer.Ordinal);
    private readonly int _width;

    /// <param name="encoder">The frozen text tower.</param>
    /// <param name="expressions">Repetitions are encoded once.</param>
    public ExpressionPool(PhraseEncoder encoder, IEnumerable<string> expressions)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        using NoGrad noGrad = NoGrad.Begin();

        // Texts of similar length share a batch, so that little padding is computed.
        foreach (string[] batch in expressions.Distinct(StringComparer.Ordinal).OrderBy(text => text.Length).Chunk(EncodeBatch))
        {
            using TensorScope scope = TensorScope.Begin();
            WordFeatures words = encoder.EncodeWords(batch);
            _width = (int)words.Features.Size(2);
            int longest = (int)words.Features.Size(1);
            float[] features = words.Features.ToArray<float>();
            bool[] padding = words.Padding.ToArray<bool>();
            for (int i = 0; i < batch.Length; i++)
            {
                int length = padding.AsSpan(i * longest, longest).Count(false);
                _features[batch[i]] = features.AsSpan(i * longest * _width, length * _width).ToArray();
            }
        }
    }

    /// <summary>Features and padding of a batch, padded to its longest expression; they belong to the innermost scope.</summary>
    /// <returns>[B, L, E] and Bool [B, L], true where there is no word.</returns>
    public (Tensor Words, Tensor Padding) Batch(IReadOnlyList<string> expressions)
    {
        ArgumentNullException.ThrowIfNull(expressions);
        int longest = expressions.Max(text => _features[text].Length) / _width;
        float[] words = new float[expressions.Count * longest * _width];
        bool[] padding = new bool[expressions.Count * longest];
        for (int i = 0; i < expressions.Count; i++)
        {
            float[] features = _features[expressions[i]];
            features.CopyTo(words, i * longest * _width);
            padding.AsSpan((i * longest) + (features.Length / _width), longest - (features.Length / _width)).Fill(true);
        }

        return (Tensor.From(words, expressions.Count, longest, _width), Tensor.From(padding, expressions.Count, longest));
    }
}
