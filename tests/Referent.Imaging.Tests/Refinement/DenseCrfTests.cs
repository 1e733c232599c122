using Referent.Imaging.Geometry;
using Referent.Imaging.Refinement;

namespace Referent.Imaging.Tests.Refinement;

public sealed class DenseCrfTests
{
    /// <summary>Single against double precision, after four iterations.</summary>
    private const double Tolerance = 1e-4;

    private static readonly StoredTensors Fixture = new("imaging/dense_crf.safetensors");
    private static readonly RgbImage Picture = new(new ImageSize(30, 41), Fixture.Bytes("in.image").ToArray());

    /// <summary>Against a NumPy rendition of lattice and field written for these tests.</summary>
    [Fact]
    public void Probabilities_are_those_of_the_published_field()
    {
        DenseCrf field = new(
            Picture,
            new DenseCrfOptions { SmoothDeviation = 2, SmoothWeight = 0.5f, ColourReach = 20, ColourDeviation = 15, ColourWeight = 0.8f, Iterations = 4 });
        float[] actual = field.Infer(Costs(Fixture.Bytes("in.labels")), labels: 2);
        ReadOnlySpan<float> expected = Fixture.Floats("out.probability");
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[(2 * i) + 1], Tolerance);
            Assert.Equal(1, actual[2 * i] + actual[(2 * i) + 1], 1e-6);
        }
    }

    [Fact]
    public void The_lattice_is_near_the_sum_over_all_pairs()
    {
        Random random = new(1);
        float[] features = [.. Enumerable.Range(0, 3 * 400).Select(_ => random.NextSingle() * 4)];
        float[] values = [.. Enumerable.Range(0, 400).Select(_ => random.NextSingle())];
        PermutohedralLattice lattice = new(features, 3);
        float[] sums = lattice.Filter(values, channels: 1);
        float[] weights = lattice.Filter(Enumerable.Repeat(1f, 400).ToArray(), channels: 1);
        for (int i = 0; i < 400; i++)
        {
            (double sum, double weight) = (0, 0);
            for (int j = 0; j < 400; j++)
            {
                double distance = Enumerable.Range(0, 3).Sum(k => Math.Pow(features[(3 * i) + k] - features[(3 * j) + k], 2));
                double share = Math.Exp(-0.5 * distance);
                (sum, weight) = (sum + (share * values[j]), weight + share);
            }

            Assert.Equal(sum / weight, sums[i] / weights[i], 0.05);
        }
    }

    [Fact]
    public void Channels_are_filtered_apart()
    {
        float[] features = [0, 0, 0.5f, 0.2f, 3, 1, 3.1f, 0.9f];
        PermutohedralLattice lattice = new(features, 2);
        float[] both = lattice.Filter([1, 5, 2, 6, 3, 7, 4, 8], channels: 2);
        float[] first = lattice.Filter([1, 2, 3, 4], channels: 1);
        float[] second = lattice.Filter([5, 6, 7, 8], channels: 1);
        Assert.Equal(first, both.Where((_, i) => i % 2 == 0));
        Assert.Equal(second, both.Where((_, i) => i % 2 == 1));
    }

    [Fact]
    public void Costs_of_another_picture_are_refused() =>
        Assert.Throws<ArgumentException>(() => new DenseCrf(Picture, DenseCrfOptions.IrNet).Infer(new float[10], labels: 2));

    private static float[] Costs(ReadOnlySpan<byte> labels)
    {
        (float agreed, float other) = (-MathF.Log(0.7f), -MathF.Log(0.3f));
        float[] costs = new float[2 * labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            costs[2 * i] = labels[i] == 0 ? agreed : other;
            costs[(2 * i) + 1] = labels[i] == 0 ? other : agreed;
        }

        return costs;
    }
}
