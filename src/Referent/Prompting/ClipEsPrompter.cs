using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Models.Clip;
using Referent.Models.Localisation;
using Referent.Torch;

namespace Referent.Prompting;

/// <summary>What becomes of a map of CLIP-ES.</summary>
internal enum ClipEsAnswer
{
    /// <summary>Points for SAM, by CLIP Surgery's rule.</summary>
    Points,

    /// <summary>The mask is where it is above a threshold.</summary>
    Mask,

    /// <summary>The mask is what a dense CRF makes of it.</summary>
    CrfMask,
}

/// <summary>The method <c>clip-es</c>, and <c>clip-sam</c> with its localiser: the map of CLIP-ES is the mask, or becomes points.</summary>
/// <param name="localiser">CLIP-ES.</param>
/// <param name="texts">Phrases as classes.</param>
/// <param name="answer">What becomes of the map.</param>
/// <param name="threshold">What belongs to a mask, 0 to 1, where no CRF decides.</param>
internal sealed class ClipEsPrompter(ClipEsLocaliser localiser, ClipEsTexts texts, ClipEsAnswer answer, double threshold) : IPhrasePrompter
{
    public bool Multimask => true;

    /// <returns>Tokens and affinity; and for the CRF the picture, UInt8 [H, W, 3].</returns>
    public IReadOnlyList<Tensor> Embed(RgbImage image)
    {
        (Tensor tokens, Tensor affinity) = localiser.Embed(image);
        return answer == ClipEsAnswer.CrfMask ? [tokens, affinity, Tensor.From(image.Pixels, image.Height, image.Width, 3)] : [tokens, affinity];
    }

    public PhrasePrompt Prompt(IReadOnlyList<Tensor> features, ImageSize size, string phrase)
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor vectors, bool truncated) = texts.Of(phrase);
        (SimilarityMap map, double probability) = localiser.Localise(features[0], features[1], size, vectors);
        float[] responses = map.Resize(size.Height, size.Width).Values.ToArray();
        float highest = responses.Max();
        int place = Array.IndexOf(responses, highest);
        ImagePoint? peak = highest > 0 ? new ImagePoint((place % size.Width) + 0.5, (place / size.Width) + 0.5) : null;
        if (answer == ClipEsAnswer.Points)
        {
            return new PhrasePrompt(SurgeryLocaliser.Points(map, size), null, [], truncated, Peak: peak, Response: responses);
        }

        BinaryMask mask = answer == ClipEsAnswer.CrfMask
            ? ClipEsCrf.Refine(new RgbImage(size, features[2].ToArray<byte>()), responses)
            : new BinaryMask(size, [.. responses.Select(response => (byte)(response > threshold ? 1 : 0))]);
        return new PhrasePrompt([], probability, [], truncated, mask, peak, responses);
    }

    public void Dispose()
    {
    }
}
