using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.PointPrompting;

/// <summary>
/// Where each query points: an attention over the tokens of a stage, and the mean position around its peak. A point then is an offset from
/// there, which is learnt much sooner than a position out of nothing.
/// </summary>
internal sealed class Pointer(WeightScope weights, GeneratorConfig config, int sourceWidth)
{
    /// <summary>Places nearer to an edge, in shares of the side, count as this far from it, so that their logit is finite.</summary>
    private const double Edge = 1e-3;

    /// <summary>
    /// Tokens this far from the peak along both axes, in shares of the side, make up the place. Chosen: two equal peaks must not mean the
    /// empty middle between them; two tokens of fourteen.
    /// </summary>
    private const double Reach = 2.5 / 14;

    private const double Epsilon = 1e-9;

    private readonly Linear _query = Linear.Create(
        weights.In("query"), config.Width, config.Width, initialiser: Initialiser.Xavier(config.Width, config.Width));
    private readonly Linear _key = Linear.Create(
        weights.In("key"), sourceWidth, config.Width, initialiser: Initialiser.Xavier(sourceWidth, config.Width));
    private readonly Tensor? _responseSlopes = config.Responses ? weights.Parameter("response_slopes", Initialiser.Ones, config.Maps, 1) : null;

    /// <summary>The mean position around the peak of an attention.</summary>
    /// <param name="places">[B, K, h * w] of <see cref="Attend"/>.</param>
    /// <param name="height">h</param>
    /// <param name="width">w</param>
    /// <returns>[B, K, 1, 2]: logits of x and y in shares of the sides.</returns>
    public static Tensor Locate(Tensor places, int height, int width)
    {
        using TensorScope scope = TensorScope.Begin();
        float[] positions =
        [
            .. Enumerable.Range(0, height * width)
                .SelectMany(i => (float[])[((i % width) + 0.5f) / width, ((i / width) + 0.5f) / height]),
        ];
        Tensor centres = Tensor.From<float>(positions, [(long)height * width, 2], places.Device);
        Tensor peaks = centres.IndexSelect(0, places.ArgMax(2).Reshape(-1)).Reshape(places.Size(0), places.Size(1), 1, 2);
        Tensor isFar = (centres - peaks).Abs().Max([-1]).GreaterThan(Reach);                         // [B, K, hw]
        Tensor near = places.MaskedFill(isFar, 0);
        Tensor place = (near.MatMul(centres) / (near.Sum([-1], keepDim: true) + Epsilon)).Clamp(Edge, 1 - Edge);
        return scope.Keep((place / (-place + 1)).Log().Unsqueeze(2));
    }

    /// <param name="queries">[B, K, C]</param>
    /// <param name="keys">[B, h * w, S]</param>
    /// <param name="responses">[B, h * w, R] where the configuration wants them.</param>
    /// <returns>[B, K, h * w], sum 1.</returns>
    public Tensor Attend(Tensor queries, Tensor keys, Tensor? responses)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor scores = Precision.MatMul(_query.Forward(queries) * Math.Pow(config.Width, -0.5), _key.Forward(keys).Transpose(1, 2));
        scores = responses is null ? scores : scores + responses.MatMul(_responseSlopes!).Transpose(1, 2);
        return scope.Keep(Precision.Full(scores).Softmax(-1));
    }
}
