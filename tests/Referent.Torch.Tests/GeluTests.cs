namespace Referent.Torch.Tests;

public sealed class GeluTests
{
    /// <summary>Single precision against double.</summary>
    private const double Tolerance = 1e-5;

    [Fact]
    public void The_gradient_is_right_when_it_arrives_transposed()
    {
        using TensorScope scope = TensorScope.Begin();
        Random random = new(1);
        float[] values = [.. Enumerable.Range(0, 2 * 1024 * 4).Select(_ => (float)((random.NextDouble() * 6) - 3))];
        float[] weights = [.. values.Reverse()];

        Tensor actual = Gradient(DType.Float32);
        Tensor expected = Gradient(DType.Float64);

        Assert.True((actual.To(DType.Float64) - expected).Abs().Max([0, 1, 2]).Item() < Tolerance);

        Tensor Gradient(DType dtype)
        {
            Tensor x = Tensor.From(values, 2, 1024, 4).To(dtype);
            x.RequiresGrad = true;
            (x.GeluErf().Transpose(1, 2) * Tensor.From(weights, 2, 4, 1024).To(dtype)).Sum().Backward();
            return x.Gradient()!;
        }
    }
}
