using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Models.Clip;
using Referent.Models.Localisation;
using Referent.Torch;

namespace Referent.Prompting;

/// <summary>The method <c>clip-sam</c>: the whole phrase goes to CLIP Surgery, whose map becomes points; nothing is trained for it.</summary>
internal sealed class SurgeryPrompter(SurgeryLocaliser localiser, PhraseEncoder phrases) : IPhrasePrompter
{
    private readonly Lazy<Tensor> _nothing = new(() => TensorScope.Detach(phrases.EmbedNothing()), LazyThreadSafetyMode.None);

    public bool Multimask => true;

    public IReadOnlyList<Tensor> Embed(RgbImage image) => [localiser.Embed(image)];

    public PhrasePrompt Prompt(IReadOnlyList<Tensor> features, ImageSize size, string phrase)
    {
        Tensor nothing = _nothing.Value;
        using TensorScope scope = TensorScope.Begin();
        PhraseEmbedding embedding = phrases.Embed(phrase);
        SimilarityMap map = SurgeryLocaliser.Localise(features[0], embedding.Vector, nothing)[0];
        IReadOnlyList<ScoredPoint> points = SurgeryLocaliser.Points(map, size);
        return new PhrasePrompt(points, null, [], embedding.Truncated, Peak: PhrasePrompt.HighestOf(points));
    }

    public void Dispose()
    {
        if (_nothing.IsValueCreated)
        {
            _nothing.Value.Dispose();
        }
    }
}
