using Referent.Models.PointPrompting;
using Referent.Torch;

namespace Referent.Training.Ppt.Data;

/// <summary>The frozen text features of a batch of expressions.</summary>
/// <param name="Features">Words and probes.</param>
/// <param name="Nouns">B of them in lower case, which is all that CLIP reads; see <see cref="ResponseProbes.NounOf"/>.</param>
public sealed record ExpressionBatch(ExpressionFeatures Features, IReadOnlyList<string> Nouns);

/// <summary>The frozen text features of every expression of a training run, computed once and kept in memory.</summary>
public sealed class ExpressionPool : IDisposable
{
    /// <summary>Texts encoded together.</summary>
    private const int EncodeBatch = 256;

    private readonly Dictionary<string, (float[] Words, float[] Probes, string Noun)> _features = new(StringComparer.Ordinal);
    private readonly ResponseProbes _probes;
    private readonly int _width;

    /// <param name="encoder">The frozen text tower.</param>
    /// <param name="expressions">Repetitions are encoded once.</param>
    public ExpressionPool(PhraseEncoder encoder, IEnumerable<string> expressions)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        using NoGrad noGrad = NoGrad.Begin();
        _probes = new ResponseProbes(encoder);

        // Texts of similar length share a batch, so that little padding is computed.
        foreach (string[] batch in expressions.Distinct(StringComparer.Ordinal).OrderBy(text => text.Length).Chunk(EncodeBatch))
        {
            using TensorScope scope = TensorScope.Begin();
            WordFeatures words = encoder.EncodeWords(batch);
            _width = (int)words.Features.Size(2);
            int longest = (int)words.Features.Size(1);
            float[] features = words.Features.ToArray<float>();
            bool[] padding = words.Padding.ToArray<bool>();
            float[] probes = _probes.Of(batch, words).ToArray<float>();
            int probeLength = probes.Length / batch.Length;
            for (int i = 0; i < batch.Length; i++)
            {
                int length = padding.AsSpan(i * longest, longest).Count(false);
                _features[batch[i]] = (
                    features.AsSpan(i * longest * _width, length * _width).ToArray(),
                    probes.AsSpan(i * probeLength, probeLength).ToArray(),
                    ResponseProbes.NounOf(batch[i]).ToLowerInvariant());
            }
        }
    }

    /// <summary>Features of a batch, padded to its longest expression, in the memory of the text tower; they belong to the innermost scope.</summary>
    public ExpressionBatch Batch(IReadOnlyList<string> expressions)
    {
        ArgumentNullException.ThrowIfNull(expressions);
        int longest = expressions.Max(text => _features[text].Words.Length) / _width;
        float[] words = new float[expressions.Count * longest * _width];
        bool[] padding = new bool[expressions.Count * longest];
        for (int i = 0; i < expressions.Count; i++)
        {
            float[] text = _features[expressions[i]].Words;
            text.CopyTo(words, i * longest * _width);
            padding.AsSpan((i * longest) + (text.Length / _width), longest - (text.Length / _width)).Fill(true);
        }

        float[] probes = [.. expressions.SelectMany(text => _features[text].Probes)];
        Device device = _probes.Nothing.Device;
        ExpressionFeatures features = new(
            Tensor.From<float>(words, [expressions.Count, longest, _width], device),
            Tensor.From<bool>(padding, [expressions.Count, longest], device),
            new ResponseTexts(Tensor.From<float>(probes, [expressions.Count, ResponseMaps.Probes, _width], device), _probes.Nothing));
        return new ExpressionBatch(features, [.. expressions.Select(text => _features[text].Noun)]);
    }

    public void Dispose() => _probes.Dispose();
}
