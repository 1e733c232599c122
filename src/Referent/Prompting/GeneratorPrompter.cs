using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Preprocessing;
using Referent.Models;
using Referent.Models.Localisation;
using Referent.Models.PointPrompting;
using Referent.Presets;
using Referent.Torch;

namespace Referent.Prompting;

/// <summary>The method <c>ppt</c>: the trained generator proposes candidates of points; the one it scores highest is the referent.</summary>
internal sealed class GeneratorPrompter : IPhrasePrompter
{
    private readonly StageExtractor _stages;
    private readonly PhraseEncoder _phrases;
    private readonly PointGenerator _generator;
    private readonly ResponseProbes? _probes;
    private readonly int _imageSize;
    private readonly double _minPresence;
    private readonly Device _device;

    /// <param name="stages">What the generator was trained to see; borrowed.</param>
    /// <param name="phrases">Over the same CLIP.</param>
    /// <param name="generator">Borrowed.</param>
    /// <param name="imageSize">Side of the square that pictures are stretched to, in pixels.</param>
    /// <param name="part">How its answers are to be taken.</param>
    /// <param name="device">Where all weights are.</param>
    public GeneratorPrompter(
        StageExtractor stages, PhraseEncoder phrases, PointGenerator generator, int imageSize, GeneratorPart part, Device device)
    {
        (Multimask, _minPresence) = (part.Multimask, part.MinPresence);
        (_stages, _phrases, _generator, _imageSize, _device) = (stages, phrases, generator, imageSize, device);
        _probes = generator.Config.Responses ? new ResponseProbes(phrases) : null;
    }

    public bool Multimask { get; }

    /// <returns>As <see cref="StageExtractor.Forward"/> gives it, of one picture.</returns>
    public IReadOnlyList<Tensor> Embed(RgbImage image)
    {
        using TensorScope scope = TensorScope.Begin();
        EncoderImage input = ImagePreprocessing.ClipSquare(image, _imageSize);
        Tensor pixels = Tensor.From<float>(input.Planes, [1, 3, _imageSize, _imageSize], _device);
        Tensor[] stages = _stages.Forward(pixels);
        foreach (Tensor stage in stages)
        {
            scope.Keep(stage);
        }

        return stages;
    }

    public PhrasePrompt Prompt(IReadOnlyList<Tensor> features, ImageSize size, string phrase)
    {
        using TensorScope scope = TensorScope.Begin();
        WordFeatures words = _phrases.EncodeWords(phrase);
        int grid = PatchGrid.SideOf(features[0].Size(1));
        ResponseTexts? probes = _probes is null ? null : new ResponseTexts(_probes.Of([phrase], words), _probes.Nothing);
        PointPrompts prompts = _generator.Forward(
            features, new ExpressionFeatures(words.Features, words.Padding, probes), grid, grid, training: false);
        double[] scores = [.. prompts.ScoreLogits.Sigmoid().ToArray<float>()];                           // [1, K]
        float[] coordinates = prompts.Coordinates.ToArray<float>();                                      // [1, K, M, 2]
        float[] positivity = prompts.PositiveLogits.Sigmoid().ToArray<float>();                          // [1, K, M]
        int[] ranking = [.. Enumerable.Range(0, scores.Length).OrderByDescending(query => scores[query])];

        ScoredPoint PointAt(int at)
        {
            ImagePoint position = new(coordinates[2 * at] * size.Width, coordinates[(2 * at) + 1] * size.Height);
            return new ScoredPoint(new LabelledPoint(position, positivity[at] > 0.5f), positivity[at]);
        }

        int each = _generator.Config.Points;
        IReadOnlyList<ScoredPoint> PointsOf(int query) => [.. Enumerable.Range(query * each, each).Select(PointAt)];

        IReadOnlyList<ScoredPoint> points = PointsOf(ranking[0]);
        return new PhrasePrompt(
            points,
            scores[ranking[0]],
            [.. ranking.Select(query => new Candidate(scores[query], PointsOf(query)))],
            words.Truncated[0],
            Peak: PhrasePrompt.HighestOf(points))
        {
            Presence = prompts.Responses?.Presence().Item(),
            MinPresence = _minPresence,
        };
    }

    public void Dispose() => _probes?.Dispose();
}
