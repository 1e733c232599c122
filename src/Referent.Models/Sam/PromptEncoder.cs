using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>
/// Embeds points, boxes and masks. Source: segment_anything/modeling/prompt_encoder.py. Differs: nothing is edited in place; labels may
/// be soft (<see cref="SamPrompts.Positivity"/>); without a mask the dense embedding is one for all prompts.
/// </summary>
public sealed class PromptEncoder
{
    /// <summary>From a pixel's corner to its centre. Source: prompt_encoder.py, _embed_points and _embed_boxes.</summary>
    private const double PixelCentre = 0.5;

    private readonly PositionEncoding _positions;
    private readonly Tensor _negative;
    private readonly Tensor _positive;
    private readonly Tensor _topLeft;
    private readonly Tensor _bottomRight;
    private readonly Tensor _notAPoint;
    private readonly Tensor _noMask;
    private readonly MaskPromptEncoder _masks;
    private readonly SamConfig _config;

    internal PromptEncoder(WeightScope weights, SamConfig config)
    {
        _config = config;
        int channels = config.OutputChannels;
        _positions = new PositionEncoding(weights.In("pe_layer"), channels);
        _negative = Embedding.Create(weights.In("point_embeddings.0"), 1, channels).Weight;
        _positive = Embedding.Create(weights.In("point_embeddings.1"), 1, channels).Weight;
        _topLeft = Embedding.Create(weights.In("point_embeddings.2"), 1, channels).Weight;
        _bottomRight = Embedding.Create(weights.In("point_embeddings.3"), 1, channels).Weight;
        _notAPoint = Embedding.Create(weights.In("not_a_point_embed"), 1, channels).Weight;
        _masks = new MaskPromptEncoder(weights.In("mask_downscaling"), config.MaskPromptHidden, channels);
        _noMask = Embedding.Create(weights.In("no_mask_embed"), 1, channels).Weight;
    }

    /// <summary>[1, C, G, G]: the encoding of the positions of the image embedding; the same for every picture.</summary>
    public Tensor DensePositions() => _positions.EncodeGrid(_config.Grid);

    /// <returns>
    /// Sparse [P, T, C]: points, one padding point where there are points and no box, two corners of the box; T may be 0.
    /// Dense [P, C, G, G] for mask prompts, else [1, C, G, G] (no memory of its own).
    /// </returns>
    /// <exception cref="ArgumentException">Points without labels, or with labels of both kinds.</exception>
    public (Tensor Sparse, Tensor Dense) Forward(SamPrompts prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        using TensorScope scope = TensorScope.Begin();
        List<Tensor> sparse = [];
        if (prompts.Points is not null)
        {
            sparse.Add(EmbedPoints(prompts));
            if (prompts.Boxes is null)
            {
                sparse.Add(_notAPoint.Expand(prompts.Count, 1, -1));
            }
        }

        if (prompts.Boxes is not null)
        {
            sparse.Add(EmbedBoxes(prompts.Boxes));
        }

        Tensor tokens = sparse.Count > 0
            ? Tensor.Cat([.. sparse], 1)
            : Tensor.Zeros([prompts.Count, 0, _config.OutputChannels], device: _noMask.Device);
        Tensor dense = prompts.Masks is null
            ? _noMask.Reshape(1, -1, 1, 1).Expand(-1, -1, _config.Grid, _config.Grid)
            : _masks.Forward(prompts.Masks);
        return (scope.Keep(tokens), scope.Keep(dense));
    }

    private Tensor EmbedPoints(SamPrompts prompts)
    {
        Tensor positions = Encode(prompts.Points!);                                                              // [P, N, C]
        return (prompts.Labels, prompts.Positivity) switch
        {
            (Tensor labels, null) => EmbedLabels(positions, labels),
            (null, Tensor positivity) => positions + Mix(positivity.Unsqueeze(2)),
            _ => throw new ArgumentException("Points want either Labels or Positivity.", nameof(prompts)),
        };
    }

    private Tensor Mix(Tensor positivity) => (_positive * positivity) + (_negative * (-positivity + 1));

    private Tensor EmbedLabels(Tensor positions, Tensor labels)
    {
        Tensor label = labels.Unsqueeze(2);                                                                      // [P, N, 1]
        Tensor embedding = Tensor.Where(label.EqualTo(SamPrompts.PositiveLabel), _positive, _negative);
        return Tensor.Where(label.EqualTo(SamPrompts.PaddingLabel), _notAPoint, positions + embedding);
    }

    private Tensor EmbedBoxes(Tensor boxes)
    {
        Tensor corners = Encode(boxes.Reshape(-1, 2, 2));                                                        // [P, 2, C]
        return corners + Tensor.Cat([_topLeft, _bottomRight], 0);
    }

    private Tensor Encode(Tensor points) => _positions.Encode((points + PixelCentre) * (1.0 / _config.ImageSize));
}
