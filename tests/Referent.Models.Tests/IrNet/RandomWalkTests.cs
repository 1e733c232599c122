using Referent.Models.IrNet;

namespace Referent.Models.Tests.IrNet;

public sealed class RandomWalkTests
{
    /// <summary>Largest deviation from the dense walk, relative to the strongest response.</summary>
    private const double Tolerance = 1e-3;

    private const int Radius = 5;

    [Theory]
    [InlineData(9, 14)]
    [InlineData(3, 4)]
    [InlineData(1, 6)]
    [InlineData(13, 2)]
    public void Responses_spread_as_by_the_dense_matrix_of_the_official_program(int height, int width)
    {
        BoundaryField field = Field(height, width, seed: 7);
        Random random = new(2);
        float[][] responses = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, height * width).Select(_ => random.NextSingle()).ToArray())];
        float[][] actual = RandomWalk.Propagate(field, responses);
        for (int i = 0; i < responses.Length; i++)
        {
            double[] expected = DenseWalk(field, responses[i]);
            Assert.All(expected.Zip(actual[i]), pair => Assert.InRange(Math.Abs(pair.First - pair.Second) / expected.Max(), 0, Tolerance));
        }
    }

    [Fact]
    public void A_response_does_not_cross_a_wall()
    {
        float[] edge = new float[10 * 21];
        float[] response = new float[edge.Length];
        for (int y = 0; y < 10; y++)
        {
            edge[(y * 21) + 10] = 1;
            response[(y * 21) + 2] = 1;
        }

        float[] spread = RandomWalk.Propagate(new BoundaryField(10, 21, edge, new float[2 * edge.Length]), [response])[0];
        Assert.InRange(spread[(5 * 21) + 9], 0.01f, 1);
        Assert.Equal(0, spread[(5 * 21) + 11]);
    }

    /// <summary>The dense matrix of such a picture takes 3 GB.</summary>
    [Fact]
    public void A_picture_of_640_by_640_takes_less_than_600_megabytes()
    {
        BoundaryField field = Field(160, 160, seed: 1);
        float[] response = [.. Enumerable.Range(0, 160 * 160).Select(i => i % 7 == 0 ? 1f : 0)];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        float[] spread = RandomWalk.Propagate(field, [response])[0];
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 600_000_000);
        Assert.All(spread, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Responses_of_another_grid_are_refused() =>
        Assert.Throws<ArgumentException>(() => RandomWalk.Propagate(Field(3, 3, seed: 1), [new float[8]]));

    private static BoundaryField Field(int height, int width, int seed)
    {
        Random random = new(seed);
        return new BoundaryField(height, width, [.. Enumerable.Range(0, height * width).Select(_ => MathF.Pow(random.NextSingle(), 3))], new float[2 * height * width]);
    }

    /// <summary>The published formulas on a dense matrix: powers of its elements, columns that sum to 1, eight squarings.</summary>
    private static double[] DenseWalk(BoundaryField field, float[] response)
    {
        int n = field.Height * field.Width;
        double[,] matrix = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            matrix[i, i] = 1;
        }

        foreach (PathDirection direction in PathDirection.Within(Radius))
        {
            for (int y = 0; y + direction.Down < field.Height; y++)
            {
                for (int x = Math.Max(0, -direction.Right); x < field.Width && x + direction.Right < field.Width; x++)
                {
                    float strongest = 0;
                    foreach ((int down, int right) in direction.Path)
                    {
                        strongest = Math.Max(strongest, field.Edge[((y + down) * field.Width) + x + right]);
                    }

                    int from = (y * field.Width) + x;
                    int to = ((y + direction.Down) * field.Width) + x + direction.Right;
                    matrix[from, to] = matrix[to, from] = Math.Pow(1 - strongest, 10);
                }
            }
        }

        for (int column = 0; column < n; column++)
        {
            double sum = Enumerable.Range(0, n).Sum(row => matrix[row, column]);
            for (int row = 0; row < n; row++)
            {
                matrix[row, column] /= sum;
            }
        }

        for (int squaring = 0; squaring < 8; squaring++)
        {
            matrix = Square(matrix, n);
        }

        return [.. Enumerable.Range(0, n).Select(column => Enumerable.Range(0, n).Sum(row => response[row] * (1 - (double)field.Edge[row]) * matrix[row, column]))];
    }

    private static double[,] Square(double[,] matrix, int n)
    {
        double[,] square = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                double factor = matrix[i, k];
                for (int j = 0; j < n; j++)
                {
                    square[i, j] += factor * matrix[k, j];
                }
            }
        }

        return square;
    }
}
