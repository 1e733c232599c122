namespace Referent.Torch.Tests;

public sealed class TensorTests
{
    [Fact]
    public void A_linear_layer_gives_the_hand_computed_product_and_gradient()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = Tensor.From([1f, 2f], 1, 2);
        Tensor weight = Tensor.From([3f, 4f, 5f, 6f], 2, 2);
        weight.RequiresGrad = true;
        Tensor y = x.Linear(weight, Tensor.From([0.5f, -0.5f], 2));

        y.Sum().Backward();

        Assert.Equal([11.5f, 16.5f], y.ToArray<float>());
        Assert.Equal([1f, 2f, 1f, 2f], weight.Gradient()!.ToArray<float>());
    }

    [Fact]
    public void Gradients_add_up_until_they_are_cleared()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = Tensor.Ones([1]);
        Assert.False(x.RequiresGrad);
        Assert.Null(x.Gradient());
        x.RequiresGrad = true;

        x.Mul(3.0).Backward();
        x.Mul(4.0).Backward();
        Assert.Equal(7, x.Gradient()!.Item());

        x.ClearGradient();
        Assert.Null(x.Gradient());
    }

    [Fact]
    public void Backward_wants_one_element_that_records_gradients()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = Tensor.Ones([2]);
        Assert.StartsWith("backward: ", Assert.Throws<TorchException>(x.Sum().Backward).Message);
        x.RequiresGrad = true;
        Assert.StartsWith("backward: ", Assert.Throws<TorchException>(x.Mul(2.0).Backward).Message);
    }

    [Fact]
    public void Values_of_every_type_come_back_as_they_went()
    {
        using TensorScope scope = TensorScope.Begin();
        RoundTrip([1.5f, float.NaN, -0f], DType.Float32);
        RoundTrip([1.5, double.PositiveInfinity, double.Epsilon], DType.Float64);
        RoundTrip([long.MinValue, 0, long.MaxValue], DType.Int64);
        RoundTrip([int.MinValue, 0, int.MaxValue], DType.Int32);
        RoundTrip(new short[] { -5, 0, 5 }, DType.Int16);
        RoundTrip(new sbyte[] { -5, 0, 5 }, DType.Int8);
        RoundTrip(new byte[] { 0, 127, 255 }, DType.UInt8);
        RoundTrip([true, false, true], DType.Bool);
        RoundTrip([(Half)0.5, Half.MaxValue, Half.NegativeInfinity], DType.Float16);

        static void RoundTrip<T>(T[] values, DType dtype)
            where T : unmanaged
        {
            Tensor tensor = Tensor.From<T>(values, [values.Length]);
            Assert.Equal(dtype, tensor.DType);
            Assert.Equal(values, tensor.ToArray<T>());
        }
    }

    [Fact]
    public void Values_of_a_view_are_read_in_row_major_order()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.Equal([1f, 3f, 2f, 4f], Tensor.From([1f, 2f, 3f, 4f], 2, 2).Transpose(0, 1).ToArray<float>());
    }

    [Fact]
    public void Empty_and_rank_0_tensors_are_tensors()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.Empty(Tensor.From(Array.Empty<float>(), 0, 3).ToArray<float>());
        Tensor number = Tensor.From([4f]);
        Assert.Equal((0, 1L, 4.0), (number.Rank, number.Count, number.Item()));
    }

    [Fact]
    public void Misuse_is_refused_with_what_was_expected()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.Contains("wants 6 values, not 2", Assert.Throws<ArgumentException>(() => Tensor.From([1f, 2f], 2, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("Float32, not Double", Assert.Throws<InvalidOperationException>(() => Tensor.Ones([1]).ToArray<double>()).Message, StringComparison.Ordinal);
        Assert.Contains("8 bytes, the buffer 4", Assert.Throws<TorchException>(() => Tensor.Ones([2]).CopyTo<float>(new float[1])).Message, StringComparison.Ordinal);
        Assert.Throws<TorchException>(() => Tensor.Ones([2]).Item());
        Assert.Throws<NotSupportedException>(() => Tensor.From([1m], 1));
    }

    [Fact]
    public void IsFinite_sees_one_bad_element()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.True(Tensor.From([1f, -2f], 2).IsFinite());
        Assert.False(Tensor.From([1f, float.NaN], 2).IsFinite());
        Assert.False(Tensor.From([float.PositiveInfinity, 1f], 2).IsFinite());
    }
}
