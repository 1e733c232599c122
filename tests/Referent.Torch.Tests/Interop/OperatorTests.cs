using System.Reflection;
using Referent.Torch.Interop;

namespace Referent.Torch.Tests.Interop;

/// <summary>The rules of a call: coercion to the schema, defaults, arity, results, errors.</summary>
public sealed class OperatorTests
{
    [Fact]
    public void Every_operator_that_tensors_use_is_in_this_libtorch()
    {
        foreach (FieldInfo field in typeof(Tensor).GetFields(BindingFlags.NonPublic | BindingFlags.Static).Where(field => field.FieldType == typeof(Operator)))
        {
            Assert.StartsWith("aten::", ((Operator)field.GetValue(null)!).Schema);
        }
    }

    [Fact]
    public void An_integer_stands_for_a_float()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = Tensor.From([1f, 3f], 1, 2);
        Tensor actual = new Operator("aten::layer_norm").Call(x, new long[] { 2 }, Argument.None, Argument.None, 0L);
        Assert.Equal([-1f, 1f], actual.ToArray<float>());
    }

    [Fact]
    public void An_integer_stands_for_a_list_of_the_schemas_length()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = Tensor.Arange(0, 16).Reshape(1, 1, 4, 4);
        Operator pool = new("aten::max_pool2d");
        Assert.Equal([5f, 7f, 13f, 15f], pool.Call(x, 2L, 2L).ToArray<float>());
        Assert.Equal([5f, 7f, 13f, 15f], pool.Call(x, new long[] { 2, 2 }, new long[] { 2, 2 }).ToArray<float>());
    }

    [Fact]
    public void Tensors_stand_for_optional_tensors_and_null_for_an_absent_one()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = Tensor.Arange(0, 6).Reshape(2, 3);
        Tensor index = Tensor.From([2L, 0L], 2);
        Operator pick = new("aten::index", "Tensor");
        Assert.Equal([2f, 0f, 5f, 3f], pick.Call(x, new Tensor?[] { null, index }).ToArray<float>());
        Assert.Equal([3f, 4f, 5f], pick.Call(x, new Tensor?[] { Tensor.From([1L], 1) }).ToArray<float>());
    }

    [Fact]
    public void A_null_tensor_is_an_absent_one()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.Equal([2f], new Operator("aten::linear").Call(Tensor.Ones([1, 2]), Tensor.Ones([1, 2]), (Tensor?)null).ToArray<float>());
    }

    [Fact]
    public void A_number_keeps_its_kind()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor whole = Tensor.From([1L, 2L], 2);
        Operator add = new("aten::add", "Scalar");
        Assert.Equal(DType.Int64, add.Call(whole, 1L).DType);
        Assert.Equal(DType.Float32, add.Call(whole, 1.5).DType);
        Assert.Equal(DType.Int64, add.Call(whole, true).DType);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_list_of_floats_may_be_given_as_integers(bool whole)
    {
        using TensorScope scope = TensorScope.Begin();
        Argument scales = whole ? new long[] { 2, 2 } : new double[] { 2, 2 };
        Tensor actual = new Operator("aten::upsample_nearest2d", "vec").Call(Tensor.Ones([1, 1, 2, 3]), Argument.None, scales);
        Assert.Equal([1, 1, 4, 6], actual.Shape);
    }

    [Fact]
    public void A_list_of_booleans_chooses_the_results_and_the_others_are_absent()
    {
        using TensorScope scope = TensorScope.Begin();
        long before = LiveTensors.Settled();
        Tensor x = Tensor.From([1f, 3f], 1, 2);
        Tensor mean = Tensor.From([2f], 1, 1);
        Tensor inverse = Tensor.From([1f], 1, 1);
        Tensor weight = Tensor.Ones([2]);
        Operator backward = new("aten::native_layer_norm_backward");
        Tensor gradient = backward.CallFirst(Tensor.Ones([1, 2]), x, new long[] { 2 }, mean, inverse, weight, weight, new bool[] { true, false, true });
        Assert.Equal([1, 2], gradient.Shape);
        Assert.Equal(before + 6, TorchRuntime.LiveTensors);
        Assert.Throws<TorchException>(
            () => backward.CallFirst(Tensor.Ones([1, 2]), x, new long[] { 2 }, mean, inverse, weight, weight, new bool[] { false, true, true }));
    }

    [Fact]
    public void A_string_and_its_absence_are_passed()
    {
        using TensorScope scope = TensorScope.Begin();
        Operator divide = new("aten::div", "Tensor_mode");
        Tensor left = Tensor.From([-7f], 1);
        Tensor right = Tensor.From([2f], 1);
        Assert.Equal([-4f], divide.Call(left, right, "floor").ToArray<float>());
        Assert.Equal([-3f], divide.Call(left, right, "trunc").ToArray<float>());
        Assert.Equal([-3.5f], divide.Call(left, right, Argument.None).ToArray<float>());
        Assert.Contains("wörld", Assert.Throws<TorchException>(() => divide.Call(left, right, "wörld")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dtype_layout_device_and_memory_format_are_numbers()
    {
        using TensorScope scope = TensorScope.Begin();
        const int strided = 0;
        const int channelsLast = 2;
        Tensor zeros = new Operator("aten::zeros").Call(new long[] { 1, 2, 3, 4 }, DType.Int16, strided, Device.Cpu.Index);
        Assert.Equal(DType.Int16, zeros.DType);
        Assert.Equal(Device.Cpu, zeros.Device);
        Assert.Equal(zeros.Shape, new Operator("aten::contiguous").Call(zeros, channelsLast).Shape);
    }

    [Fact]
    public void A_devices_default_generator_is_the_devices_number()
    {
        using TensorScope scope = TensorScope.Begin();
        Operator draw = new("aten::randn", "generator");
        TorchRuntime.Seed(3);
        float[] first = draw.Call(new long[] { 4 }, Device.Cpu.Index).ToArray<float>();
        TorchRuntime.Seed(3);
        Assert.Equal(first, new Operator("aten::randn").Call(new long[] { 4 }).ToArray<float>());
    }

    [Fact]
    public void Left_out_arguments_take_the_schemas_defaults_at_the_end_and_in_the_middle()
    {
        using TensorScope scope = TensorScope.Begin();
        Operator add = new("aten::add", "Tensor");
        Tensor one = Tensor.Ones([1]);
        Assert.Equal([2f], add.Call(one, one).ToArray<float>());
        Assert.Equal([4f], add.Call(one, one, 3.0).ToArray<float>());
        Assert.Equal([1, 1, 3, 3], new Operator("aten::conv2d").Call(Tensor.Ones([1, 1, 3, 3]), Tensor.Ones([1, 1, 3, 3]), Argument.None, Argument.Default, 1L).Shape);
    }

    [Fact]
    public void One_argument_too_many_is_refused()
    {
        using TensorScope scope = TensorScope.Begin();
        TorchException fault = Assert.Throws<TorchException>(() => new Operator("aten::relu").Call(Tensor.Ones([1]), 1L));
        Assert.Equal("aten::relu: takes at most 1 arguments, got 2", fault.Message);
    }

    [Fact]
    public void A_missing_argument_without_a_default_is_refused_by_name()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.Equal(
            "aten::matmul: argument 'other' is missing and has no default",
            Assert.Throws<TorchException>(() => new Operator("aten::matmul").Call(Tensor.Ones([1]))).Message);
        Assert.Equal(
            "aten::matmul: argument 'other' is missing and has no default",
            Assert.Throws<TorchException>(() => new Operator("aten::matmul").Call(Tensor.Ones([1]), Argument.Default)).Message);
    }

    [Fact]
    public void An_argument_of_the_wrong_kind_is_refused_by_name()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = Tensor.Ones([2, 2]);
        Refuses("self", () => new Operator("aten::relu").Call(1L));
        Refuses("dim0", () => new Operator("aten::transpose", "int").Call(x, 0.5, 1L));
        Refuses("eps", () => new Operator("aten::layer_norm").Call(x, new long[] { 2 }, Argument.None, Argument.None, "small"));
        Refuses("keepdim", () => new Operator("aten::amax").Call(x, new long[] { 0 }, 1L));
        Refuses("size", () => new Operator("aten::zeros").Call(new double[] { 1 }));
        Refuses("tensors", () => new Operator("aten::cat").Call(new long[] { 1 }, 0L));
        Refuses("indices", () => new Operator("aten::index", "Tensor").Call(x, new long[] { 1 }));
        Refuses("other", () => new Operator("aten::add", "Scalar").Call(x, "one"));
        Refuses("device", () => new Operator("aten::zeros").Call(new long[] { 1 }, DType.Float32, Argument.None, "cpu"));
        Refuses("generator", () => new Operator("aten::randn", "generator").Call(new long[] { 1 }, 0.5));
        Refuses("rounding_mode", () => new Operator("aten::div", "Tensor_mode").Call(x, x, 1L));

        static void Refuses(string argument, Func<Tensor> call) =>
            Assert.Contains($"argument '{argument}' wants", Assert.Throws<TorchException>(call).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_results_arrive_in_order()
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor values, Tensor indices) = new Operator("aten::topk").CallPair(Tensor.From([1f, 9f, 5f], 3), 2L);
        Assert.Equal([9f, 5f], values.ToArray<float>());
        Assert.Equal([1L, 2L], indices.ToArray<long>());
    }

    [Fact]
    public void A_list_of_results_arrives_and_an_empty_one_too()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.Equal([1f, 2f, 3f], new Operator("aten::unbind", "int").CallList(Tensor.From([1f, 2f, 3f], 3), 0L).Select(part => (float)part.Item()));
        Assert.Empty(new Operator("aten::unbind", "int").CallList(Tensor.Zeros([0]), 0L));
    }

    [Fact]
    public void Numbers_and_truth_values_arrive()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.Equal(0.5, Tensor.From([0.5], 1).Item());
        Assert.Equal(-7, Tensor.From([-7], 1).Item());
        Assert.Equal(1, Tensor.From([true], 1).Item());
        Assert.Equal(1, new Operator("aten::is_same_size").CallNumber(Tensor.Ones([2]), Tensor.Zeros([2])));
        Assert.Equal(3, new Operator("aten::size", "int").CallNumber(Tensor.Ones([2, 3]), 1L));
    }

    [Fact]
    public void Another_number_of_results_than_wanted_is_an_error_that_leaves_nothing_behind()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = Tensor.From([1f, 9f], 2);
        long before = LiveTensors.Settled();
        TorchException fault = Assert.Throws<TorchException>(() => new Operator("aten::topk").Call(x, 1L));
        Assert.Equal("aten::topk: 1 results wanted, 2 arrived", fault.Message);
        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void An_in_place_operator_changes_its_argument_and_makes_no_tensor()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = Tensor.Ones([2]);
        long before = LiveTensors.Settled();
        x.MulInPlace(3);
        Assert.Equal([3f, 3f], x.ToArray<float>());
        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void An_unknown_operator_or_overload_is_refused_by_name()
    {
        TorchException fault = Assert.Throws<TorchException>(() => new Operator("aten::nothing_of_the_kind").Call());
        Assert.Equal("aten::nothing_of_the_kind: this libtorch has no such operator, overload ''", fault.Message);
        Assert.Contains("overload 'Sideways'", Assert.Throws<TorchException>(() => new Operator("aten::add", "Sideways").Call()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_is_the_operators_name_and_the_message_without_a_backtrace()
    {
        using TensorScope scope = TensorScope.Begin();
        TorchException fault = Assert.Throws<TorchException>(() => Tensor.Ones([2, 3]).MatMul(Tensor.Ones([2, 3])));
        Assert.Equal("aten::matmul: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", fault.Message);
    }

    [Fact]
    public void An_error_longer_than_the_buffer_is_cut()
    {
        TorchException fault = Assert.Throws<TorchException>(() => new Operator($"aten::{new string('x', 5000)}").Call());
        Assert.Equal(NativeStatus.ErrorCapacity - 1, fault.Message.Length);
    }
}
