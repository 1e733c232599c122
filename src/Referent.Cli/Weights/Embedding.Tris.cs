using Referent.Data.Text;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Preprocessing;
using Referent.Models.Clip;
using Referent.Models.Tris;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Cli.Weights;

/// <summary>Both stages of TRIS, exactly as the official program runs them, a text's lost end included.</summary>
internal sealed partial record Embedding
{
    private const int Side = TrisStage1Config.ImageSize;

    /// <param name="weights">A first stage of TRIS, of any size and form.</param>
    /// <returns><c>logits</c> [1, 1, 320, 320], rectified, as the official program gives them in evaluation; the scope's.</returns>
    /// <exception cref="ArgumentException">There is no image or no text.</exception>
    public IReadOnlyDictionary<string, Tensor> OfTrisStage1(string weights)
    {
        (RgbImage picture, ClipTokenizer tokenizer) = ForTris(weights);
        (TrisStage1 model, WeightStore store) = TrisStage1.Load(weights);
        using (store)
        {
            Tensor texts = model.EncodeText(TrisTokens(tokenizer, model.Config.Backbone.Text));
            Tensor responses = model.Respond(model.EncodeImage(TrisImage(picture)), texts, TextContext.Together);
            return new Dictionary<string, Tensor> { ["logits"] = TrisStage1.Rectify(responses, Side, Side) };
        }
    }

    /// <param name="weights">A second stage of TRIS, of any size and form.</param>
    /// <returns><c>logits</c> [1, 1, 320, 320]; the scope's.</returns>
    /// <exception cref="ArgumentException">There is no image or no text.</exception>
    public IReadOnlyDictionary<string, Tensor> OfTrisStage2(string weights)
    {
        (RgbImage picture, ClipTokenizer tokenizer) = ForTris(weights);
        (TrisStage2 model, WeightStore store) = TrisStage2.Load(weights);
        using (store)
        {
            Tensor words = model.EncodeText(TrisTokens(tokenizer, model.Backbone.Text));
            return new Dictionary<string, Tensor> { ["logits"] = model.Segment(model.EncodeImage(TrisImage(picture)), words) };
        }
    }

    private (RgbImage Picture, ClipTokenizer Tokenizer) ForTris(string weights) => Image is null || Text is null
        ? throw new ArgumentException("TRIS sees a picture and reads a text; give it both --image and --text.")
        : (ImageDecoder.ReadFile(Image), new ClipTokenizer(BpeVocabulary.Load(VocabularyFile.Find(Vocabulary, weights, "tris-"))));

    private static Tensor TrisImage(RgbImage picture) => Tensor.From<float>(ImagePreprocessing.TrisSquare(picture, Side).Planes, [1, 3, Side, Side]);

    /// <summary>Padding included, which the second stage looks at.</summary>
    private Tensor TrisTokens(ClipTokenizer tokenizer, ClipTextConfig config)
    {
        TokenizedText row = Tokenize(tokenizer, config, Math.Min(TrisStage1Config.TextLength, config.ContextLength), TextCut.AsReleased);
        return Tensor.From<long>([.. row.Ids.Select(id => (long)id)], [1, row.Ids.Length]);
    }
}
