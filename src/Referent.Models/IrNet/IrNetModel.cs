using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.IrNet;

/// <summary>
/// IRNet: boundaries between things and displacements to their centres, learnt from response maps. Source: Ahn, Cho and Kwak, CVPR 2019, and
/// its program. Differs: each weight has one name; see <see cref="IrNetTrunk"/>.
/// </summary>
public sealed class IrNetModel
{
    /// <summary>What the names of a trunk with torchvision's names begin with. Source: IRNet, net/resnet50_irn.py.</summary>
    internal const string ResNetScope = "resnet50";

    /// <summary>What the names of a CLIP trunk begin with.</summary>
    internal const string ClipScope = "clip";

    private readonly IFeatureTrunk _trunk;
    private readonly EdgeHead _edge;
    private readonly DisplacementHead _displacement;

    public IrNetModel(WeightScope weights, IrNetConfig config)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        WeightScope trunk = weights.In(ScopeOf(config.Trunk));
        _trunk = config.Trunk == IrNetTrunk.Clip ? new ClipTrunk(trunk, config) : new ResNetTrunk(trunk, config);
        _edge = new EdgeHead(weights, config, _trunk.Strides);
        _displacement = new DisplacementHead(weights, config, _trunk.Strides);
    }

    /// <summary>[2]: dy and dx averaged over the training pictures; the store's. Training ends by writing it.</summary>
    public Tensor MeanDisplacement => _displacement.Mean;

    /// <summary>Opens weights of any size; loading is strict.</summary>
    /// <exception cref="WeightFormatException">The file is malformed, or holds no IRNet: one report of all faults.</exception>
    public static (IrNetModel Model, WeightStore Store) Load(string path)
    {
        IrNetConfig config = IrNetConfig.Infer(WeightFile.ShapesOf(path));
        return WeightStore.Load(path, weights => new IrNetModel(weights, config));
    }

    /// <summary>What the names of the trunk begin with.</summary>
    public static string ScopeOf(IrNetTrunk trunk) => trunk == IrNetTrunk.Clip ? ClipScope : ResNetScope;

    /// <summary>Whether a tensor belongs to the trunk, which is never trained.</summary>
    public static bool IsTrunk(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(ResNetScope + ".", StringComparison.Ordinal) || name.StartsWith(ClipScope + ".", StringComparison.Ordinal);
    }

    /// <summary>What training learns from.</summary>
    /// <param name="image">[B, 3, H, W], Float32, normalised by ImageNet's mean and standard deviation, of any size; borrowed.</param>
    /// <returns>
    /// Logits of a boundary [B, 1, h, w] and displacements [B, 2, h, w] whose mean is not taken off, h = ceil(H / 4); the caller's.
    /// </returns>
    /// <exception cref="ArgumentException">The image has another shape.</exception>
    public (Tensor Edge, Tensor Displacement) Forward(Tensor image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Rank != 4 || image.Size(1) != 3)
        {
            throw new ArgumentException($"An image tensor is [B, 3, H, W], not {image}.", nameof(image));
        }

        using TensorScope scope = TensorScope.Begin();
        Tensor[] features = _trunk.Forward(image);
        return (scope.Keep(_edge.Forward(features)), scope.Keep(_displacement.Forward(features)));
    }

    /// <summary>Boundaries from the picture and its mirror image, displacements from the picture alone.</summary>
    /// <param name="image">[1, 3, H, W], as above; borrowed.</param>
    /// <exception cref="ArgumentException">There is not one image.</exception>
    public BoundaryField Segment(Tensor image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Rank != 4 || image.Size(0) != 1)
        {
            throw new ArgumentException($"One image [1, 3, H, W] is segmented at a time, not {image}.", nameof(image));
        }

        using NoGrad none = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        (Tensor edges, Tensor displacements) = Forward(Tensor.Cat([image, image.Flip(3)], 0));
        Tensor edge = (edges.Narrow(0, 0, 1) + edges.Narrow(0, 1, 1).Flip(3)).Mul(0.5).Sigmoid();
        Tensor centred = displacements.Select(0, 0) - MeanDisplacement.Reshape(2, 1, 1);
        return new BoundaryField((int)edge.Size(2), (int)edge.Size(3), edge.ToArray<float>(), centred.ToArray<float>());
    }
}
