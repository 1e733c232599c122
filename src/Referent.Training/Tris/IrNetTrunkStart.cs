using Referent.Models;
using Referent.Models.IrNet;
using Referent.Torch.Weights;
using Referent.Training.Loop;

namespace Referent.Training.Tris;

/// <summary>What IRNet's trunk starts from, and stays: sizes, and the weights where there are any.</summary>
internal sealed class IrNetTrunkStart
{
    /// <summary>Files that hold a residual network, by what its names begin with there.</summary>
    private static readonly (string Prefix, IrNetTrunk Trunk)[] Known =
        [("backbone.visual.", IrNetTrunk.Clip), ("visual.", IrNetTrunk.Clip), (string.Empty, IrNetTrunk.ResNet)];

    private readonly string _weights;
    private readonly string _filePrefix;

    private IrNetTrunkStart(IrNetConfig config, string weights, string filePrefix) => (Config, _weights, _filePrefix) = (config, weights, filePrefix);

    /// <summary>Sizes of the trunk; those of the heads are the defaults.</summary>
    public IrNetConfig Config { get; }

    /// <exception cref="TrainingException">The file holds no residual network.</exception>
    public static IrNetTrunkStart Open(IrNetTrunkSource source)
    {
        if (source.Sizes is { } sizes)
        {
            IrNetConfig fresh = new() { Trunk = IrNetTrunk.Clip, Width = sizes.Width, Blocks = sizes.Blocks };
            return new IrNetTrunkStart(fresh, string.Empty, string.Empty);
        }

        using WeightFile file = FoundationWeights.Open(source.Weights);
        IReadOnlyDictionary<string, long[]> shapes = file.Shapes();
        foreach ((string prefix, IrNetTrunk trunk) in Known)
        {
            if (shapes.ContainsKey($"{prefix}layer1.0.conv1.weight"))
            {
                return new IrNetTrunkStart(IrNetConfig.InferTrunk(shapes, prefix, trunk), source.Weights, prefix);
            }
        }

        throw new TrainingException($"{source.Weights} holds no residual network: neither torchvision's nor a CLIP's.");
    }

    /// <summary>Replaces the fresh weights of the trunk by those of the file, if there is one.</summary>
    /// <exception cref="TrainingException">Tensors are missing.</exception>
    public void Fill(WeightStore store) => StartingWeights.Fill(store, _weights, $"{IrNetModel.ScopeOf(Config.Trunk)}.", _filePrefix);
}
