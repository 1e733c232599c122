using Referent.Data.Text;
using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Preprocessing;
using Referent.Models.Clip;
using Referent.Models.Localisation;
using Referent.Models.Tris;
using Referent.Torch;

namespace Referent.Prompting;

/// <summary>
/// The methods <c>tris</c> and <c>tris-sam</c>: where TRIS's map is above 0 is the mask, or CLIP Surgery's rule makes points of the map. A text
/// that is too long keeps its end.
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
    private readonly bool _throughSam;
    private readonly Device _device;

    /// <param name="network">Of either stage.</param>
    /// <param name="tokenizer">With the vocabulary that it was trained on.</param>
    /// <param name="side">Of the square that pictures are stretched to, in pixels; a multiple of 32.</param>
    /// <param name="textLength">Ids of a text; fewer where the encoder takes fewer.</param>
    /// <param name="throughSam">Whether the map becomes points, or the mask.</param>
    /// <param name="device">Where the weights are.</param>
    /// <exception cref="ArgumentException">The network embeds another number of tokens than the vocabulary has.</exception>
    public TrisPrompter(ITrisNetwork network, ClipTokenizer tokenizer, int side, int textLength, bool throughSam, Device device)
    {
        if (tokenizer.Vocabulary.Size != network.Text.VocabularySize)
        {
            throw new ArgumentException(
                $"The vocabulary has {tokenizer.Vocabulary.Size} tokens, the weights of TRIS embed {network.Text.VocabularySize}; they do not belong together.",
                nameof(tokenizer));
        }

        (_network, _tokenizer, _side, _throughSam, _device) = (network, tokenizer, side, throughSam, device);
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
        TokenizedText row = _tokenizer.Tokenize(phrase, _textLength);
        Tensor tokens = Tensor.From<long>([.. row.Ids.Select(id => (long)id)], [1, row.Ids.Length], _device);
        Tensor output = _network.Localise(features, tokens, _side);                         // [S, S]
        ResponseMap map = ResponseMap.Create(output, size);
        return _throughSam
            ? new PhrasePrompt(SurgeryLocaliser.Points(Cells(output), size), null, [], row.Truncated, Peak: map.Peak, Response: map.Values)
            : new PhrasePrompt([], 1 / (1 + Math.Exp(-output.Max([0, 1]).Item())), [], row.Truncated, map.Mask(), map.Peak, map.Values);
    }

    public void Dispose()
    {
    }

    /// <summary>The mean of each cell of the map.</summary>
    private SimilarityMap Cells(Tensor output)
    {
        using TensorScope scope = TensorScope.Begin();
        int cells = _side / CellSide;
        return new SimilarityMap(cells, cells, output.Reshape(1, 1, _side, _side).AveragePool2d(CellSide).ToArray<float>());
    }
}
