using Referent.Torch.Weights;

namespace Referent.Torch.Nn;

/// <summary>Batch normalisation of [B, C, H, W] over B, H, W, with PyTorch's epsilon and momentum.</summary>
public sealed class BatchNorm2d
{
    /// <summary>Source: torch.nn.BatchNorm2d, eps.</summary>
    private const double Epsilon = 1e-5;

    /// <summary>Source: torch.nn.BatchNorm2d, momentum.</summary>
    private const double Momentum = 0.1;

    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly Tensor _runningMean;
    private readonly Tensor _runningVariance;

    private BatchNorm2d(Tensor weight, Tensor bias, Tensor runningMean, Tensor runningVariance)
    {
        _weight = weight;
        _bias = bias;
        _runningMean = runningMean;
        _runningVariance = runningVariance;
    }

    public static BatchNorm2d Create(WeightScope weights, int channels)
    {
        BatchNorm2d layer = new(
            weights.Parameter("weight", Initialiser.Ones, channels),
            weights.Parameter("bias", Initialiser.Zeros, channels),
            weights.Buffer("running_mean", Initialiser.Zeros, channels),
            weights.Buffer("running_var", Initialiser.Ones, channels));
        weights.Buffer("num_batches_tracked", Initialiser.Zeros);
        return layer;
    }

    /// <param name="x">[B, C, H, W]</param>
    /// <param name="training">Normalise by the batch and update the running statistics, or by the running statistics.</param>
    public Tensor Forward(Tensor x, bool training) =>
        x.BatchNorm(_weight, _bias, _runningMean, _runningVariance, training, Momentum, Epsilon);
}
