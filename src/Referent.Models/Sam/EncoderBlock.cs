using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>A transformer block with attention inside windows or over the whole grid. Source: image_encoder.py, Block. Differs: none.</summary>
internal sealed class EncoderBlock
{
    /// <summary>Source: build_sam.py, norm_layer.</summary>
    private const double Epsilon = 1e-6;

    private readonly LayerNorm _norm1;
    private readonly LayerNorm _norm2;
    private readonly EncoderAttention _attention;
    private readonly MlpBlock _mlp;
    private readonly int _grid;
    private readonly int _side;

    /// <param name="side">Side of an attention window, in patches; the grid's own side for global attention.</param>
    public EncoderBlock(WeightScope weights, SamConfig config, int side)
    {
        _grid = config.Grid;
        _side = side;
        _norm1 = LayerNorm.Create(weights.In("norm1"), config.EncoderWidth, Epsilon);
        _attention = new EncoderAttention(weights.In("attn"), config.EncoderWidth, config.EncoderHeads, side);
        _norm2 = LayerNorm.Create(weights.In("norm2"), config.EncoderWidth, Epsilon);
        _mlp = new MlpBlock(weights.In("mlp"), config.EncoderWidth, config.EncoderHidden);
    }

    /// <summary>The type of products with this block's matrices.</summary>
    public DType Products => _mlp.Products;

    /// <summary>[B, G, G, C] -> [B, G, G, C]</summary>
    public Tensor Forward(Tensor x)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor attended = x + Attend(_norm1.Forward(x));
        return scope.Keep(attended + _mlp.ForwardGelu(_norm2.Forward(attended)));
    }

    /// <summary>As <see cref="Forward"/>, in place and without what gradients would need.</summary>
    /// <param name="x">[B, G, G, C], contiguous.</param>
    public void ForwardInPlace(Tensor x, EncoderBuffers buffers)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor rows = x.Reshape(-1, x.Size(3));
        Tensor joint = buffers.Joint.Reshape(rows.Size(0), -1);
        foreach ((long first, long count) in buffers.Runs())
        {
            using TensorScope run = TensorScope.Begin();
            _attention.Project(_norm1.Forward(rows.Narrow(0, first, count)), joint.Narrow(0, first, count));
        }

        _attention.AddMixed(rows, buffers);
        foreach ((long first, long count) in buffers.Runs())
        {
            using TensorScope run = TensorScope.Begin();
            Tensor part = rows.Narrow(0, first, count);
            _mlp.AddGelu(part, _norm2.Forward(part), buffers.Hidden.Narrow(0, 0, count));
        }
    }

    /// <summary>Windows are padded after the norm and unmasked: padding takes part as keys and values made of the biases.</summary>
    private Tensor Attend(Tensor x) =>
        _side == _grid ? _attention.Forward(x) : Windows.Join(_attention.Forward(Windows.Split(x, _side)), _grid);
}
