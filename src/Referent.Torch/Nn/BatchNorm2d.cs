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

    private readonly Tensor _batches;

    private BatchNorm2d(Tensor weight, Tensor bias, Tensor runningMean, Tensor runningVariance, Tensor batches)
    {
        _weight = weight;
        _bias = bias;
        _runningMean = runningMean;
        _runningVariance = runningVariance;
        _batches = batches;
    }

    /// <param name="weights">The scope of the layer.</param>
    /// <param name="channels">Channels C.</param>
    /// <param name="weight">The fresh scale, one for all channels; ones if not given.</param>
    public static BatchNorm2d Create(WeightScope weights, int channels, Initialiser? weight = null) => new(
        weights.Parameter("weight", weight ?? Initialiser.Ones, channels),
        weights.Parameter("bias", Initialiser.Zeros, channels),
        weights.Buffer("running_mean", Initialiser.Zeros, channels),
        weights.Buffer("running_var", Initialiser.Ones, channels),
        weights.Counter("num_batches_tracked"));

    /// <param name="x">[B, C, H, W]</param>
    /// <param name="training">Normalise by the batch and update the running statistics, or by the running statistics.</param>
    public Tensor Forward(Tensor x, bool training)
    {
        if (training)
        {
            using TensorScope scope = TensorScope.Begin();
            _batches.AddInPlace(Tensor.Scalar(1, DType.Int64));
        }

        return x.BatchNorm(_weight, _bias, _runningMean, _runningVariance, training, Momentum, Epsilon);
    }
}
