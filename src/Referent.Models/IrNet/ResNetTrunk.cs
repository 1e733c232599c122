using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.IrNet;

/// <summary>
/// A frozen residual network, as a source of features at five levels. Source: torchvision, resnet.py, ResNet-50, and IRNet, resnet50.py,
/// whose last stage does not stride. Differs: none.
/// </summary>
public sealed class ResNetTrunk
{
    /// <summary>Levels of features: after the stem and after each stage.</summary>
    public const int Levels = 5;

    /// <summary>Of each stage. Source: IRNet, net/resnet50_irn.py, strides.</summary>
    private static readonly int[] StageStrides = [1, 2, 2, 1];

    private readonly FrozenLayer _stem;
    private readonly FrozenBottleneck[][] _stages;

    /// <param name="weights">A scope with torchvision's names.</param>
    /// <param name="config">Sizes.</param>
    public ResNetTrunk(WeightScope weights, IrNetConfig config)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        _stem = new FrozenLayer(weights.In("conv1"), weights.In("bn1"), 3, config.Width, kernel: 7, stride: 2);
        _stages = new FrozenBottleneck[StageStrides.Length][];
        int inputs = config.Width;
        for (int stage = 0; stage < _stages.Length; stage++)
        {
            _stages[stage] = new FrozenBottleneck[config.Blocks[stage]];
            for (int block = 0; block < _stages[stage].Length; block++)
            {
                int planes = config.Width << stage;
                WeightScope scope = weights.In($"layer{stage + 1}").In(block);
                _stages[stage][block] = new FrozenBottleneck(scope, inputs, planes, block == 0 ? StageStrides[stage] : 1);
                inputs = planes * FrozenBottleneck.Expansion;
            }
        }
    }

    /// <summary>Pixels of the picture to a side of a place, level by level.</summary>
    public static IReadOnlyList<int> Strides { get; } = [4, 4, 8, 16, 16];

    /// <summary>Channels of each level.</summary>
    public static int[] Channels(int width) => [width, 4 * width, 8 * width, 16 * width, 32 * width];

    /// <summary>
    /// The weights of a trunk from a file of torchvision's; its classifier and the counters of its norms, which a trunk does not have, are left
    /// out, everything else is strict.
    /// </summary>
    /// <param name="path">Safetensors, or a <c>.pth</c> file as torchvision publishes it.</param>
    /// <param name="config">Sizes.</param>
    /// <returns>A store that belongs to the caller, names as torchvision's.</returns>
    /// <exception cref="WeightFormatException">The file is malformed, or names or shapes do not fit: one report of all faults.</exception>
    public static WeightStore Load(string path, IrNetConfig config)
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightFile file = WeightFile.Open(path);
        Dictionary<string, Tensor> stateDict = file.Tensors.Keys
            .Where(name => !name.StartsWith("fc.", StringComparison.Ordinal) && !name.EndsWith(".num_batches_tracked", StringComparison.Ordinal))
            .ToDictionary(name => name, file.Read, StringComparer.Ordinal);
        WeightStore store = WeightStore.FromStateDict(stateDict, path);
        _ = new ResNetTrunk(store.Root, config);
        store.Complete();
        return store;
    }

    /// <param name="image">[B, 3, H, W], Float32, normalised by ImageNet's mean and standard deviation, of any size; borrowed.</param>
    /// <returns>The map of each level, [B, C_i, ceil(H / s_i), ceil(W / s_i)]; the caller's.</returns>
    /// <exception cref="ArgumentException">The image has another shape.</exception>
    public Tensor[] Forward(Tensor image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Rank != 4 || image.Size(1) != 3)
        {
            throw new ArgumentException($"An image tensor is [B, 3, H, W], not {image}.", nameof(image));
        }

        using TensorScope scope = TensorScope.Begin();
        Tensor x = scope.Keep(_stem.Forward(image).Relu().MaxPool2d(kernel: 3, stride: 2, padding: 1));
        List<Tensor> levels = [x];
        foreach (FrozenBottleneck[] stage in _stages)
        {
            foreach (FrozenBottleneck block in stage)
            {
                x = block.Forward(x);
            }

            levels.Add(scope.Keep(x));
        }

        return [.. levels];
    }
}
