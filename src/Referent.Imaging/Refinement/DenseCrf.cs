namespace Referent.Imaging.Refinement;

/// <summary>
/// Moves labels of pixels to the edges of a picture: a fully connected conditional random field with Potts compatibility. Source: Krähenbühl
/// and Koltun, NIPS 2011, and its program, whose defaults are a diagonal kernel and symmetric normalisation. Differs: none. One picture's
/// lattices serve any number of inferences.
/// </summary>
public sealed class DenseCrf
{
    /// <summary>Keeps a square root from dividing by 0. Source: the authors' program, pairwise.cpp.</summary>
    private const float NormFloor = 1e-20f;

    private readonly Kernel[] _kernels;
    private readonly int _iterations;
    private readonly int _pixels;

    /// <param name="image">The picture.</param>
    /// <param name="options">The field.</param>
    public DenseCrf(RgbImage image, DenseCrfOptions options)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(options);
        _pixels = image.Height * image.Width;
        _iterations = options.Iterations;
        float[] smooth = new float[_pixels * 2];
        float[] coloured = new float[_pixels * 5];
        for (int pixel = 0; pixel < _pixels; pixel++)
        {
            (int y, int x) = (pixel / image.Width, pixel % image.Width);
            smooth[2 * pixel] = x / options.SmoothDeviation;
            smooth[(2 * pixel) + 1] = y / options.SmoothDeviation;
            coloured[5 * pixel] = x / options.ColourReach;
            coloured[(5 * pixel) + 1] = y / options.ColourReach;
            for (int channel = 0; channel < 3; channel++)
            {
                coloured[(5 * pixel) + 2 + channel] = image.Pixels[(3 * pixel) + channel] / options.ColourDeviation;
            }
        }

        _kernels = [new Kernel(smooth, 2, options.SmoothWeight), new Kernel(coloured, 5, options.ColourWeight)];
    }

    /// <param name="unary">[pixels, labels]: minus the logarithm of what each pixel thinks of each label.</param>
    /// <param name="labels">At least 2.</param>
    /// <returns>[pixels, labels]: probabilities.</returns>
    /// <exception cref="ArgumentException">The costs are not of this picture.</exception>
    public float[] Infer(ReadOnlySpan<float> unary, int labels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, 2);
        if (unary.Length != _pixels * labels)
        {
            throw new ArgumentException($"{_pixels} pixels and {labels} labels do not have {unary.Length} costs.", nameof(unary));
        }

        float[] probabilities = new float[unary.Length];
        for (int i = 0; i < unary.Length; i++)
        {
            probabilities[i] = -unary[i];
        }

        Softmax(probabilities, labels);
        for (int iteration = 0; iteration < _iterations; iteration++)
        {
            float[][] messages = [.. _kernels.Select(kernel => kernel.Filter(probabilities, labels))];
            for (int i = 0; i < unary.Length; i++)
            {
                probabilities[i] = -unary[i] + (_kernels[0].Weight * messages[0][i]) + (_kernels[1].Weight * messages[1][i]);
            }

            Softmax(probabilities, labels);
        }

        return probabilities;
    }

    /// <summary>Where the second of two labels is likelier than the first.</summary>
    /// <param name="unary">[pixels, 2], as <see cref="Infer"/> takes them.</param>
    /// <returns>Row by row.</returns>
    /// <exception cref="ArgumentException">The costs are not of this picture.</exception>
    public bool[] InferSecond(ReadOnlySpan<float> unary)
    {
        float[] probabilities = Infer(unary, labels: 2);
        bool[] likelier = new bool[_pixels];
        for (int pixel = 0; pixel < likelier.Length; pixel++)
        {
            likelier[pixel] = probabilities[(2 * pixel) + 1] > probabilities[2 * pixel];
        }

        return likelier;
    }

    private static void Softmax(float[] values, int labels)
    {
        for (int start = 0; start < values.Length; start += labels)
        {
            Span<float> row = values.AsSpan(start, labels);
            float largest = row[0];
            foreach (float value in row)
            {
                largest = MathF.Max(largest, value);
            }

            float sum = 0;
            foreach (ref float value in row)
            {
                value = MathF.Exp(value - largest);
                sum += value;
            }

            foreach (ref float value in row)
            {
                value /= sum;
            }
        }
    }

    /// <summary>A Gaussian filter whose rows and columns are scaled alike.</summary>
    private sealed class Kernel
    {
        private readonly PermutohedralLattice _lattice;
        private readonly float[] _norm;

        public Kernel(float[] features, int dimensions, float weight)
        {
            _lattice = new PermutohedralLattice(features, dimensions);
            float[] ones = new float[features.Length / dimensions];
            Array.Fill(ones, 1);
            _norm = Array.ConvertAll(_lattice.Filter(ones, channels: 1), sum => 1 / MathF.Sqrt(sum + NormFloor));
            Weight = weight;
        }

        public float Weight { get; }

        public float[] Filter(float[] values, int channels)
        {
            float[] scaled = new float[values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                scaled[i] = values[i] * _norm[i / channels];
            }

            float[] filtered = _lattice.Filter(scaled, channels);
            for (int i = 0; i < filtered.Length; i++)
            {
                filtered[i] *= _norm[i / channels];
            }

            return filtered;
        }
    }
}
