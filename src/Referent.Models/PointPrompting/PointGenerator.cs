using Referent.Models.Clip;
using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.PointPrompting;

/// <summary>
/// The trained part of PPT: from what a frozen CLIP says of an image and a text to point prompts for a frozen SAM.
/// Source: Dai and Yang, CVPR 2024, section 3.1. Differs, where the paper is silent: fusion leaves the towers as they are unless
/// <see cref="GeneratorConfig.WriteBack"/>, blocks follow DETR, image keys carry sine positions.
/// </summary>
public sealed class PointGenerator
{
    /// <summary>Source: torch.nn.LayerNorm, eps.</summary>
    internal const double NormEpsilon = 1e-5;

    /// <summary>
    /// Deviation of the fresh slopes from a token's responses to its attention scores. Chosen: some heads look at what responds from the
    /// first step on; attention that starts uniform takes thousands of steps to find it.
    /// </summary>
    private const double ResponseSlope = 1.5;

    private readonly StageExtractor _tower;
    private readonly ResponseAdapter? _adapter;
    private readonly Bridger[] _bridgers;
    private readonly Linear[] _projections;
    private readonly QueryBlock[] _imageBlocks;
    private readonly QueryBlock[] _wordBlocks;
    private readonly Tensor[] _responses;
    private readonly Tensor[] _responseSlopes;
    private readonly Tensor _queries;
    private readonly LayerNorm _norm;
    private readonly Pointer? _pointer;
    private readonly HeadPerceptron _pointHead;
    private readonly HeadPerceptron _scoreHead;

    /// <param name="weights">The scope of the generator's own parameters.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="tower">What makes the stages; borrowed and never trained here.</param>
    /// <exception cref="ArgumentException">
    /// The sizes do not fit each other, or a configuration writes back into a tower that does not keep its tokens.
    /// </exception>
    public PointGenerator(WeightScope weights, GeneratorConfig config, StageExtractor tower)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(tower);
        config.Validate();
        if (config.WriteBack && !tower.KeepsTokens)
        {
            throw new ArgumentException("This generator writes back, which needs a tower that keeps its tokens.", nameof(tower));
        }

        Config = config;
        _tower = tower;
        int last = config.Stages - 1;
        int[] stages = [.. Enumerable.Range(0, config.Stages)];
        int WidthOf(int stage) => stage == last ? config.EmbedDim : config.Width;
        _bridgers = [.. stages.Select(i => new Bridger(weights.In("bridgers").In(i), config, isFirst: i == 0))];
        _projections = [.. stages[..last].Select(i => Linear.Create(weights.In("projections").In(i), config.VisionWidth, config.Width))];
        _imageBlocks = [.. stages.Select(i => new QueryBlock(weights.In("image_blocks").In(i), config, WidthOf(i)))];
        _wordBlocks = [.. stages.Select(i => new QueryBlock(weights.In("word_blocks").In(i), config, config.EmbedDim))];
        _responses = !config.Responses ? [] :
            [.. stages.Select(i => weights.In("responses").Parameter($"{i}", Initialiser.Normal(1), config.Maps, WidthOf(i)))];
        _adapter = config.AdapterWidth > 0 ? new ResponseAdapter(weights.In("adapter"), config.EmbedDim, config.AdapterWidth) : null;
        _responseSlopes = !config.Responses ? [] :
            [.. stages.Select(i => weights.In("response_slopes").Parameter($"{i}", Initialiser.Normal(ResponseSlope), config.Maps, config.Heads))];
        _queries = weights.Parameter("queries", Initialiser.Normal(1), config.Queries, config.Width);
        _norm = LayerNorm.Create(weights.In("norm"), config.Width, NormEpsilon);
        _pointer = config.Pointer ? new Pointer(weights.In("pointer"), config, config.EmbedDim) : null;
        _pointHead = new HeadPerceptron(weights.In("point_head"), config.Width, config.HeadWidth, 3 * config.Points);
        _scoreHead = new HeadPerceptron(weights.In("score_head"), config.Width, config.HeadWidth, 1);
    }

    public GeneratorConfig Config { get; }

    /// <param name="stages">As <see cref="StageExtractor.Forward"/> gives them: for each stage the patch tokens [B, h * w, Dv] of CLIP's image
    /// tower, without the class token, before <c>ln_post</c>, and where the configuration writes back the tower's own tokens; borrowed.</param>
    /// <param name="texts">B of them, with probes where the configuration wants responses; borrowed.</param>
    /// <param name="gridHeight">h</param>
    /// <param name="gridWidth">w</param>
    /// <param name="training">Whether batch normalisation uses and gathers the statistics of this batch.</param>
    /// <returns>Point prompts; the caller's.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit the configuration or each other.</exception>
    public PointPrompts Forward(IReadOnlyList<Tensor> stages, ExpressionFeatures texts, int gridHeight, int gridWidth, bool training)
    {
        Check(stages, texts, gridHeight, gridWidth);
        using TensorScope scope = TensorScope.Begin();
        (Tensor words, Tensor padding) = (texts.Words, texts.Padding);
        ResponseMaps? found = Config.Responses ? Respond(stages[Config.Stages - 1], texts.Probes!) : null;
        Tensor? responses = found?.Maps;                                                             // [B, hw, R]
        Tensor queries = _queries.Expand(words.Size(0), -1, -1);                                     // [B, K, C]
        BridgedFeatures? bridged = null;
        TowerTokens? tower = Config.WriteBack ? _tower.Resume(stages[^1]) : null;
        Tensor placed = queries;
        for (int stage = 0; stage < Config.Stages; stage++)
        {
            Tensor seen = stages[stage];
            if (tower is not null && bridged is not null)
            {
                using Precision.PrecisionBlock asLoaded = Precision.Begin(bfloat16: false);           // the frozen tower's is its weights'
                (tower, seen) = _tower.Continue(tower, Precision.Full(bridged.Added), stage);
            }

            bridged = _bridgers[stage].Forward(seen, words, padding, bridged, training);
            Tensor image = stage < _projections.Length
                ? _projections[stage].Forward(bridged.Image)
                : _tower.Projection.Forward(bridged.Image);                                         // [B, hw, C], at last [B, hw, E]
            image = responses is null ? image : image + responses.MatMul(_responses[stage]);
            Tensor positions = SinePositions.Create(gridHeight, gridWidth, (int)image.Size(2), image.Device);
            placed = image + positions;
            Tensor? bias = responses?.MatMul(_responseSlopes[stage]).Transpose(1, 2);                  // [B, H, hw]
            queries = _imageBlocks[stage].Forward(queries, placed, Config.PlacedValues ? placed : image, padding: null, bias);
            queries = _wordBlocks[stage].Forward(queries, bridged.Words, bridged.Words, padding, bias: null);
        }

        Tensor candidates = _norm.Forward(queries);
        Tensor points = Precision.Full(_pointHead.Forward(candidates)).Reshape(words.Size(0), Config.Queries, Config.Points, 3);
        Tensor coordinates = points.Narrow(3, 0, 2);
        Tensor? places = _pointer?.Attend(candidates, placed, responses);
        coordinates = places is null ? coordinates : coordinates + Pointer.Locate(places, gridHeight, gridWidth);
        return new PointPrompts(
            scope.Keep(coordinates.Sigmoid()),
            scope.Keep(points.Select(3, 2)),
            scope.Keep(Precision.Full(_scoreHead.Forward(candidates)).Squeeze(2)))
        {
            Places = places is null ? null : scope.Keep(places),
            Responses = found is null ? null : new ResponseMaps(scope.Keep(found.Maps), scope.Keep(found.Tokens), scope.Keep(found.Texts)),
        };
    }

    /// <summary>Not in the generator's precision but its weights': the projection is CLIP's, and the adapter learns small differences.</summary>
    private ResponseMaps Respond(Tensor lastStage, ResponseTexts texts)
    {
        using Precision.PrecisionBlock asLoaded = Precision.Begin(bfloat16: false);
        return ResponseMaps.Compute(_tower.Projection, lastStage, texts, _adapter);
    }

    private void Check(IReadOnlyList<Tensor> stages, ExpressionFeatures texts, int gridHeight, int gridWidth)
    {
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentNullException.ThrowIfNull(texts);
        (Tensor words, Tensor padding) = (texts.Words, texts.Padding);
        if (words.Rank != 3 || words.Size(2) != Config.EmbedDim)
        {
            throw new ArgumentException($"Words are [B, L, {Config.EmbedDim}], not {words}.", nameof(texts));
        }

        if (padding.DType != DType.Bool || !padding.Shape.SequenceEqual(words.Shape.Take(2)))
        {
            throw new ArgumentException($"Padding is Bool [{words.Size(0)}, {words.Size(1)}], not {padding}.", nameof(texts));
        }

        long[] probes = [words.Size(0), Config.Maps, Config.EmbedDim];
        if (Config.Responses && texts.Probes?.Probes.Shape.SequenceEqual(probes) is not true)
        {
            throw new ArgumentException($"Probes are [{string.Join(", ", probes)}], not {texts.Probes?.Probes.ToString() ?? "none"}.", nameof(texts));
        }

        long patches = (long)gridHeight * gridWidth;
        long[][] expected =
        [
            .. Enumerable.Repeat<long[]>([words.Size(0), patches, Config.VisionWidth], Config.Stages),
            .. Config.WriteBack ? [[words.Size(0), _tower.TokensOf(patches), Config.VisionWidth]] : Array.Empty<long[]>(),
        ];
        if (stages.Count != expected.Length || stages.Zip(expected).Any(pair => !pair.First.Shape.SequenceEqual(pair.Second)))
        {
            throw new ArgumentException(
                $"Expected {string.Join(", ", expected.Select(shape => $"[{string.Join(", ", shape)}]"))}, not {string.Join(", ", stages)}.",
                nameof(stages));
        }
    }
}
