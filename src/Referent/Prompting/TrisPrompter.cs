using Referent.Data.Text;
using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Imaging.Preprocessing;
using Referent.Models.Clip;
using Referent.Models.Localisation;
using Referent.Models.Tris;
using Referent.Torch;

namespace Referent.Prompting;

/// <summary>
/// The methods <c>tris</c> and <c>tris-sam</c>: where TRIS's map is above 0 is the mask, or SAM is told of the map.
/// </summary>
internal sealed class TrisPrompter : IPhrasePrompter
{
    /// <summary>
    /// Pixels of the network's input to a side of a cell that may become a point. Chosen: those of a patch of the ViT-B/16 that the rule was
    /// made for; a cell for every pixel would make thousands of points.
    /// </summary>
    private const int CellSide = 16;

    private readonly ITrisNetwork _network;
    private readonly ClipTokenizer _tokenizer;
    private readonly int _side;
    private readonly int _textLength;
    private readonly MapPrompt? _mapPrompt;
    private readonly TextCut _cut;
    private readonly ResponseNorm _norm;
    private readonly Device _device;

    /// <param name="network">Of either stage.</param>
    /// <param name="tokenizer">With the vocabulary that it was trained on.</param>
    /// <param name="side">Of the square that pictures are stretched to, in pixels; a multiple of 32.</param>
    /// <param name="textLength">Ids of a text; fewer where the encoder takes fewer.</param>
    /// <param name="mapPrompt">What of the map SAM is told; null where the map is the mask.</param>
    /// <param name="asReleased">Whether long texts and maps without a positive logit are taken as the official program takes them.</param>
    /// <param name="device">Where the weights are.</param>
    /// <exception cref="ArgumentException">The network embeds another number of tokens than the vocabulary has.</exception>
    public TrisPrompter(
        ITrisNetwork network, ClipTokenizer tokenizer, int side, int textLength, MapPrompt? mapPrompt, bool asReleased, Device device)
    {
        if (tokenizer.Vocabulary.Size != network.Text.VocabularySize)
        {
            throw new ArgumentException(
                $"The vocabulary has {tokenizer.Vocabulary.Size} tokens, the weights of TRIS embed {network.Text.VocabularySize}; "
                + "they do not belong together.",
                nameof(tokenizer));
        }

        (_network, _tokenizer, _side, _mapPrompt, _device) = (network, tokenizer, side, mapPrompt, device);
        (_cut, _norm) = asReleased ? (TextCut.AsReleased, ResponseNorm.AsReleased) : (TextCut.KeepEnd, ResponseNorm.Rectified);
        _textLength = Math.Min(textLength, network.Text.ContextLength);
    }

    public bool Multimask => true;

    public IReadOnlyList<Tensor> Embed(RgbImage image)
    {
        using TensorScope scope = TensorScope.Begin();
        EncoderImage input = ImagePreprocessing.TrisSquare(image, _side);
        IReadOnlyList<Tensor> features = _network.Embed(Tensor.From<float>(input.Planes, [1, 3, _side, _side], _device));
        foreach (Tensor feature in features)
        {
            scope.Keep(feature);
        }

        return features;
    }

    public PhrasePrompt Prompt(IReadOnlyList<Tensor> features, ImageSize size, string phrase)
    {
        using TensorScope scope = TensorScope.Begin();
        TokenizedText row = _tokenizer.Tokenize(phrase, _textLength, _cut);
        Tensor tokens = Tensor.From<long>([.. row.Ids.Select(id => (long)id)], [1, row.Ids.Length], _device);
        Tensor logits = _network.Localise(features, tokens, _side);                         // [S, S]
        Tensor output = _network.Rectifies ? logits.Relu() : logits;
        ResponseMap map = ResponseMap.Create(output, size, _norm);
        ReadOnlyMemory<float> response = _norm == ResponseNorm.AsReleased
            ? Array.ConvertAll(map.Values.ToArray(), value => Math.Clamp(value, 0, 1))
            : map.Values;
        PhrasePrompt prompt = new([], null, [], row.Truncated, Peak: map.Peak, Response: response);
        return _mapPrompt switch
        {
            null => prompt with { Mask = map.Mask(), Score = 1 / (1 + Math.Exp(-output.Max([0, 1]).Item())) },
            MapPrompt.Box => prompt with { Box = BoxOf(map) },
            MapPrompt.Mask => prompt with { Points = Points(output, size), Logits = new SimilarityMap(_side, _side, logits.ToArray<float>()) },
            _ => prompt with { Points = Points(output, size) },
        };
    }

    public void Dispose()
    {
    }

    /// <summary>Around all pixels that answer; null where none does.</summary>
    private static BoxXyxy? BoxOf(ResponseMap map) => RunLengthMask.FromMask(map.Mask()).BoundingBox() is { Area: > 0 } box ? box : null;

    /// <summary>By the mean of each cell of the map.</summary>
    private IReadOnlyList<ScoredPoint> Points(Tensor output, ImageSize size)
    {
        using TensorScope scope = TensorScope.Begin();
        int cells = _side / CellSide;
        float[] means = output.Reshape(1, 1, _side, _side).AveragePool2d(CellSide).ToArray<float>();
        return SurgeryLocaliser.Points(new SimilarityMap(cells, cells, means), size);
    }
}
