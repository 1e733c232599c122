namespace Referent.Imaging.Geometry;

/// <summary>
/// For each output position along one dimension, which inputs it sums and with which fixed-point weights.
/// Source: Pillow, src/libImaging/Resample.c, precompute_coeffs and normalize_coeffs_8bpc.
/// </summary>
/// <param name="Outputs">Output positions.</param>
/// <param name="Taps">Weights stored for each output: the longest sum, rounded up to a multiple of <see cref="Group"/>.</param>
/// <param name="Starts">The first input of each output.</param>
/// <param name="Counts">Inputs that each output sums; the weights beyond are 0.</param>
/// <param name="Weights">Of <see cref="FractionBits"/> fractional bits; index <c>output * Taps + tap</c>.</param>
internal sealed record ResampleKernel(int Outputs, int Taps, int[] Starts, int[] Counts, int[] Weights)
{
    /// <summary>Source: PRECISION_BITS.</summary>
    public const int FractionBits = 22;

    /// <summary>One half, added before the shift so that it rounds.</summary>
    public const int Half = 1 << (FractionBits - 1);

    /// <summary>Taps that the vectorised horizontal pass takes at once.</summary>
    public const int Group = 4;

    public static ResampleKernel Create(int inputs, int outputs, Interpolation interpolation)
    {
        double scale = (double)inputs / outputs;
        double widening = Math.Max(scale, 1);
        double support = (interpolation == Interpolation.BicubicAntialias ? 2 : 1) * widening;
        int taps = ((((int)Math.Ceiling(support) * 2) + 1 + Group - 1) / Group) * Group;
        int[] starts = new int[outputs];
        int[] counts = new int[outputs];
        int[] weights = new int[checked(outputs * taps)];
        double[] exact = new double[taps];
        for (int output = 0; output < outputs; output++)
        {
            double centre = (output + 0.5) * scale;
            int start = Math.Max((int)(centre - support + 0.5), 0);
            int count = Math.Min((int)(centre + support + 0.5), inputs) - start;
            double sum = 0;
            for (int tap = 0; tap < count; tap++)
            {
                exact[tap] = Weight(interpolation, (tap + start - centre + 0.5) * (1 / widening));
                sum += exact[tap];
            }

            for (int tap = 0; tap < count; tap++)
            {
                double weight = (sum != 0 ? exact[tap] / sum : exact[tap]) * (1 << FractionBits);
                weights[(output * taps) + tap] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
            }

            starts[output] = start;
            counts[output] = count;
        }

        return new ResampleKernel(outputs, taps, starts, counts, weights);
    }

    private static double Weight(Interpolation interpolation, double distance)
    {
        const double A = -0.5; // Source: Pillow, bicubic_filter.
        double x = Math.Abs(distance);
        return interpolation == Interpolation.BicubicAntialias
            ? x < 1 ? ((((A + 2) * x) - (A + 3)) * x * x) + 1
            : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * A
            : 0
            : x < 1 ? 1 - x : 0;
    }
}
