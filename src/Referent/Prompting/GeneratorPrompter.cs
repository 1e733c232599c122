using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Preprocessing;
using Referent.Models.Clip;
using Referent.Models.Localisation;
using Referent.Models.PointPrompting;
using Referent.Torch;

namespace Referent.Prompting;

/// <summary>The method <c>ppt</c>: the trained generator proposes candidates of points; the one it scores highest is the referent.</summary>
internal sealed class GeneratorPrompter : IPhrasePrompter
{
    private readonly VisionTransformer _vision;
    private readonly PhraseEncoder _phrases;
    private readonly PointGenerator _generator;
    private readonly int[] _blocks;
    private readonly int _imageSize;
    private readonly Device _device;

    /// <param name="vision">CLIP's image tower; borrowed.</param>
    /// <param name="phrases">Over the same CLIP.</param>
    /// <param name="generator">Borrowed.</param>
    /// <param name="blocks">After which blocks of the tower the generator looks.</param>
    /// <param name="imageSize">Side of the square that pictures are stretched to, in pixels.</param>
    /// <param name="device">Where all weights are.</param>
    public GeneratorPrompter(VisionTransformer vision, PhraseEncoder phrases, PointGenerator generator, int[] blocks, int imageSize, Device device)
    {
        (_vision, _phrases, _generator, _blocks, _imageSize, _device) = (vision, phrases, generator, blocks, imageSize, device);
    }

    public bool Multimask => false;

    /// <returns>For each stage the patch tokens [1, h * w, Dv].</returns>
    public IReadOnlyList<Tensor> Embed(RgbImage image)
    {
        using TensorScope scope = TensorScope.Begin();
        EncoderImage input = ImagePreprocessing.ClipSquare(image, _imageSize);
        Tensor pixels = Tensor.From<float>(input.Planes, [1, 3, _imageSize, _imageSize], _device);
        List<Tensor> patches = [];
        foreach (Tensor stage in _vision.ForwardStages(pixels, _blocks, PositionInterpolation.Bilinear))
        {
            patches.Add(scope.Keep(stage.Narrow(1, 1, stage.Size(1) - 1)));
        }

        return patches;
    }

    public PhrasePrompt Prompt(IReadOnlyList<Tensor> features, ImageSize size, string phrase)
    {
        using TensorScope scope = TensorScope.Begin();
        WordFeatures words = _phrases.EncodeWords(phrase);
        int grid = (int)Math.Sqrt(features[0].Size(1));
        PointPrompts prompts = _generator.Forward(features, words.Features, words.Padding, grid, grid, training: false);
        double[] scores = [.. prompts.ScoreLogits.Sigmoid().ToArray<float>()];                           // [1, K]
        float[] coordinates = prompts.Coordinates.ToArray<float>();                                      // [1, K, M, 2]
        float[] positivity = prompts.PositiveLogits.Sigmoid().ToArray<float>();                          // [1, K, M]
        int[] ranking = [.. Enumerable.Range(0, scores.Length).OrderByDescending(query => scores[query])];

        IReadOnlyList<ScoredPoint> PointsOf(int query) => [.. Enumerable.Range(query * _generator.Config.Points, _generator.Config.Points).Select(at =>
        {
            ImagePoint position = new(coordinates[2 * at] * size.Width, coordinates[(2 * at) + 1] * size.Height);
            return new ScoredPoint(new LabelledPoint(position, positivity[at] > 0.5f), positivity[at]);
        })];

        return new PhrasePrompt(
            PointsOf(ranking[0]),
            scores[ranking[0]],
            [.. ranking.Select(query => new Candidate(scores[query], Candidate.BoxOf(PointsOf(query))))],
            words.Truncated[0]);
    }

    public void Dispose()
    {
    }
}
