using System.Security.Cryptography;
using System.Text;

namespace Referent.Torch.Weights;

/// <summary>How a fresh parameter gets its values: a distribution. The draw depends on the seed and the name only.</summary>
public sealed class Initialiser
{
    private readonly Func<Random, float> _draw;

    private Initialiser(Func<Random, float> draw) => _draw = draw;

    public static Initialiser Zeros { get; } = new(_ => 0);

    public static Initialiser Ones { get; } = new(_ => 1);

    public static Initialiser Constant(double value) => new(_ => (float)value);

    public static Initialiser Normal(double standardDeviation) => new(random => (float)(Gaussian(random) * standardDeviation));

    /// <summary>Uniform in [-bound, bound).</summary>
    public static Initialiser Uniform(double bound) => new(random => (float)(((random.NextDouble() * 2) - 1) * bound));

    /// <summary>Uniform with bound 1 / sqrt(fanIn). Source: PyTorch's reset_parameters of Linear and Conv2d.</summary>
    public static Initialiser FanIn(long fanIn) => Uniform(1 / Math.Sqrt(fanIn));

    /// <summary>Uniform with bound sqrt(6 / (fanIn + fanOut)). Source: Glorot and Bengio 2010.</summary>
    public static Initialiser Xavier(long fanIn, long fanOut) => Uniform(Math.Sqrt(6.0 / (fanIn + fanOut)));

    internal Tensor Draw(ulong seed, string name, long[] shape, Device device)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{name}"));
        Random random = new(BitConverter.ToInt32(hash));
        float[] values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _draw(random);
        }

        return Tensor.From<float>(values, shape, device);
    }

    /// <summary>Standard normal by Box and Muller.</summary>
    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
