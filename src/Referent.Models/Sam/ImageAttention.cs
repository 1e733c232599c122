using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>
/// Attention between the few tokens of a prompt and the many of an image, in either direction. Source:
/// segment_anything/modeling/transformer.py, Attention. Differs in the order of computation: tokens of the image are never projected. A score
/// (W x + b) . k is x . (W^T k) + b . k, and a mixture of V x is V times the mixture, so the few take the matrices of the many upon themselves.
/// </summary>
internal sealed class ImageAttention
{
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly Linear _output;
    private readonly int _heads;
    private readonly double _scale;

    /// <param name="inner">Channels of the attention, all heads together.</param>
    public ImageAttention(WeightScope weights, int channels, int inner, int heads)
    {
        _heads = heads;
        _scale = 1 / Math.Sqrt(inner / heads);
        _query = Linear.Create(weights.In("q_proj"), channels, inner);
        _key = Linear.Create(weights.In("k_proj"), channels, inner);
        _value = Linear.Create(weights.In("v_proj"), channels, inner);
        _output = Linear.Create(weights.In("out_proj"), inner, channels);
    }

    // Axes: P prompts, B images, each for a run of P / B prompts, T tokens of a prompt, N of an image, C channels, H heads of D.

    /// <summary>Tokens attend to the image.</summary>
    /// <param name="tokens">[P, T, C], with their positions.</param>
    /// <param name="placed">[B, N, C], the image with its positions; P is a multiple of B.</param>
    /// <param name="image">[B, N, C]</param>
    /// <returns>[P, T, C]</returns>
    public Tensor Read(Tensor tokens, Tensor placed, Tensor image)
    {
        using TensorScope scope = TensorScope.Begin();
        (long p, long t, long c, long b) = (tokens.Size(0), tokens.Size(1), tokens.Size(2), image.Size(0));

        // The key's bias adds the same to every score of a token: nothing, after the softmax.
        Tensor probes = ByPrompt(Precision.MatMul(ByHead(_query.Forward(tokens)) * _scale, Rows(_key)), p);                  // [P, H T, C]
        Tensor weights = Precision.MatMul(probes.Reshape(b, -1, c), placed.Transpose(1, 2)).Softmax(2);                      // [B, P/B H T, N]
        Tensor seen = Precision.MatMul(weights, image).Reshape(p, _heads, t, c).Transpose(0, 1).Reshape(_heads, p * t, c);   // [H, P T, C]
        Tensor mixed = Precision.MatMul(seen, Rows(_value).Transpose(1, 2)).Transpose(0, 1).Reshape(p, t, -1);               // [P, T, H D]
        return scope.Keep(_output.Forward(mixed + _value.Bias!));
    }

    /// <summary>The image attends to the tokens, and what it finds is added to it.</summary>
    /// <param name="image">[B, N, C]</param>
    /// <param name="placed">[B, N, C], the image with its positions.</param>
    /// <param name="keys">[P, T, C], tokens with their positions; P is a multiple of B.</param>
    /// <param name="values">[P, T, C]</param>
    /// <returns>[P, N, C]</returns>
    public Tensor AddTo(Tensor image, Tensor placed, Tensor keys, Tensor values)
    {
        using TensorScope scope = TensorScope.Begin();
        (long p, long t, long c, long b, long n) = (keys.Size(0), keys.Size(1), keys.Size(2), image.Size(0), image.Size(1));
        Tensor asking = ByHead(_key.Forward(keys)) * _scale;                                                                 // [H, P T, D]
        Tensor probes = ByPrompt(Precision.MatMul(asking, Rows(_query)), p);                                                 // [P, H T, C]
        Tensor offsets = ByPrompt(Precision.MatMul(asking, _query.Bias!.Reshape(_heads, -1, 1)), p);                         // [P, H T, 1]
        Tensor scores = Precision.MatMul(probes.Reshape(b, -1, c), placed.Transpose(1, 2)).Reshape(p, _heads * t, n) + offsets;
        Tensor weights = scores.Reshape(p, _heads, t, n).Softmax(2).Reshape(p, _heads * t, n);

        // The weights of a head sum to 1: each head brings its share of the bias.
        Tensor columns = _output.Weight.Reshape(c, _heads, -1).Permute(1, 2, 0);                                             // [H, D, C]
        Tensor answers = ByPrompt(Precision.MatMul(ByHead(_value.Forward(values)), columns), p) + (_output.Bias! * (1.0 / _heads));   // [P, H T, C]
        return scope.Keep(Precision.AddMatMul(Batches.Repeat(image, p), weights.Transpose(1, 2), answers));
    }

    /// <summary>[H D, C] -> [H, D, C]</summary>
    private Tensor Rows(Linear linear) => linear.Weight.Reshape(_heads, -1, linear.Weight.Size(1));

    /// <summary>[P, T, H D] -> [H, P T, D]</summary>
    private Tensor ByHead(Tensor x) => x.Reshape(x.Size(0) * x.Size(1), _heads, -1).Transpose(0, 1);

    /// <summary>[H, P T, X] -> [P, H T, X]</summary>
    private Tensor ByPrompt(Tensor x, long prompts) =>
        x.Reshape(_heads, prompts, -1, x.Size(2)).Transpose(0, 1).Reshape(prompts, -1, x.Size(2));
}
