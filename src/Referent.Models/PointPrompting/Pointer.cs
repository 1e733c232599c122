using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.PointPrompting;

/// <summary>
/// Where each query points: the mean position under an attention over the tokens of a stage. A point then is an offset from there, which
/// is learnt much sooner than a position out of nothing.
/// </summary>
internal sealed class Pointer(WeightScope weights, GeneratorConfig config, int sourceWidth)
{
    /// <summary>Places nearer to an edge, in shares of the side, count as this far from it, so that their logit is finite.</summary>
    private const double Edge = 1e-3;

    private readonly Linear _query = Linear.Create(weights.In("query"), config.Width, config.Width, initialiser: Initialiser.Xavier(config.Width, config.Width));
    private readonly Linear _key = Linear.Create(weights.In("key"), sourceWidth, config.Width, initialiser: Initialiser.Xavier(sourceWidth, config.Width));
    private readonly Tensor? _responseSlopes = config.Responses ? weights.Parameter("response_slopes", Initialiser.Ones, ResponseMaps.Probes, 1) : null;

    /// <param name="queries">[B, K, C]</param>
    /// <param name="keys">[B, h * w, S]</param>
    /// <param name="responses">[B, h * w, R] where the configuration wants them.</param>
    /// <param name="height">h</param>
    /// <param name="width">w</param>
    /// <returns>[B, K, 1, 2]: logits of x and y in shares of the sides.</returns>
    public Tensor Forward(Tensor queries, Tensor keys, Tensor? responses, int height, int width)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor scores = Precision.MatMul(_query.Forward(queries) * Math.Pow(config.Width, -0.5), _key.Forward(keys).Transpose(1, 2));    // [B, K, hw]
        scores = responses is null ? scores : scores + responses.MatMul(_responseSlopes!).Transpose(1, 2);
        float[] centres = [.. Enumerable.Range(0, height * width).SelectMany(i => (float[])[(i % width + 0.5f) / width, (i / width + 0.5f) / height])];
        Tensor place = scores.Softmax(-1).MatMul(Tensor.From<float>(centres, [(long)height * width, 2], keys.Device)).Clamp(Edge, 1 - Edge);
        return scope.Keep((place / (-place + 1)).Log().Unsqueeze(2));
    }
}
