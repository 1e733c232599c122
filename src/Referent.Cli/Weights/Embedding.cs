using Referent.Data.Text;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Preprocessing;
using Referent.Models.Clip;
using Referent.Models.Sam;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Cli.Weights;

/// <summary>What <c>embed</c> computes: the outputs of one model for one image and one text, in the published preprocessing.</summary>
/// <param name="Image">A picture's file; null for none.</param>
/// <param name="Text">Any text; null for none.</param>
/// <param name="Vocabulary">The merges of the tokenizer; null to look beside the weights and in the folder of downloads.</param>
/// <param name="Note">Takes what is to be said on the way.</param>
internal sealed partial record Embedding(string? Image, string? Text, string? Vocabulary, Action<string> Note)
{
    /// <summary>The type of the products of CLIP and SAM.</summary>
    public DType Matrices { get; init; } = DType.Float32;

    /// <param name="weights">SAM, of any size and form.</param>
    /// <returns><c>embedding</c> [1, C, G, G]; the scope's.</returns>
    /// <exception cref="ArgumentException">There is no image.</exception>
    public IReadOnlyDictionary<string, Tensor> OfSam(string weights)
    {
        if (Image is null)
        {
            throw new ArgumentException("SAM sees pictures and reads no text; give it an --image.");
        }

        if (Text is not null)
        {
            Note("note: SAM reads no text; --text is ignored.");
        }

        RgbImage picture = ImageDecoder.ReadFile(Image);
        (SamModel sam, WeightStore store) = SamModel.Load(weights, matrices: Matrices);
        using (store)
        {
            return new Dictionary<string, Tensor> { ["embedding"] = sam.Embed(ImagePreprocessing.SamLongestSide(picture, sam.Config.ImageSize)) };
        }
    }

    /// <param name="weights">CLIP, of any size and form.</param>
    /// <returns>
    /// Of an image, <c>image_features</c> [1, E] and every stage, <c>stage1</c> ...: blocks of a transformer, [1, 1 + h * w, D], or stages of
    /// a residual network, [1, C, h, w]. Of a text, <c>text_features</c> [1, E]. Before normalisation; the scope's.
    /// </returns>
    /// <exception cref="ArgumentException">There is neither image nor text.</exception>
    public IReadOnlyDictionary<string, Tensor> OfClip(string weights)
    {
        if (Image is null && Text is null)
        {
            throw new ArgumentException("There is nothing to embed; give an --image, a --text, or both.");
        }

        RgbImage? picture = Image is null ? null : ImageDecoder.ReadFile(Image);
        ClipTokenizer? tokenizer = Text is null ? null : new ClipTokenizer(BpeVocabulary.Load(VocabularyFile.Find(Vocabulary, weights)));
        (ClipModel clip, WeightStore store) = ClipModel.Load(weights, matrices: Matrices);
        using (store)
        {
            Dictionary<string, Tensor> outputs = [];
            if (picture is not null)
            {
                AddImage(outputs, clip, picture);
            }

            if (tokenizer is not null)
            {
                outputs["text_features"] = EncodeText(clip, tokenizer);
            }

            return outputs;
        }
    }

    private static void AddImage(Dictionary<string, Tensor> outputs, ClipModel clip, RgbImage picture)
    {
        int side = clip.Config.Vision.ImageSize;
        float[] planes = ImagePreprocessing.ToNormalisedPlanes(ImagePreprocessing.ClipResizeAndCrop(picture, side), PixelNormalisation.Clip);
        Tensor image = Tensor.From<float>(planes, [1, 3, side, side]);
        Tensor[] stages = clip.ImageTower.ForwardStages(image);
        for (int i = 0; i < stages.Length; i++)
        {
            outputs[$"stage{i + 1}"] = stages[i];
        }

        outputs["image_features"] = clip.ImageTower.ForwardHead(stages[^1], PositionInterpolation.None);
    }

    private Tensor EncodeText(ClipModel clip, ClipTokenizer tokenizer)
    {
        TokenizedText row = Tokenize(tokenizer, clip.Config.Text, clip.Config.Text.ContextLength, TextCut.KeepEnd);
        long[] ids = [.. row.Ids.Take(row.Length).Select(id => (long)id)];
        return clip.EncodeText(Tensor.From<long>(ids, [1, ids.Length]));
    }

    private TokenizedText Tokenize(ClipTokenizer tokenizer, ClipTextConfig config, int length, TextCut cut)
    {
        if (tokenizer.Vocabulary.Size != config.VocabularySize)
        {
            throw new InvalidDataException(
                $"The vocabulary has {tokenizer.Vocabulary.Size} tokens, the weights embed {config.VocabularySize}; they do not belong together.");
        }

        TokenizedText row = tokenizer.Tokenize(Text!, length, cut);
        if (row.Truncated)
        {
            Note($"warning: the text is longer than {length} tokens and was cut.");
        }

        return row;
    }
}
