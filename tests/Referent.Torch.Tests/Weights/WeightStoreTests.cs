using Referent.TestSupport;
using Referent.Torch.Weights;

namespace Referent.Torch.Tests.Weights;

public sealed class WeightStoreTests
{
    [Fact]
    public void Every_fault_is_in_one_report_and_nothing_is_left_behind()
    {
        long before = LiveTensors.Settled();
        using (TensorScope scope = TensorScope.Begin())
        {
            Dictionary<string, Tensor> stateDict = new()
            {
                ["layer.good"] = Tensor.Ones([2]),
                ["layer.misshaped"] = Tensor.Ones([3, 2]),
                ["layer.mistyped"] = Tensor.Ones([2], DType.Int64),
                ["z.unexpected"] = Tensor.Ones([1]),
                ["a.unexpected"] = Tensor.Ones([1]),
            };
            WeightStore store = WeightStore.FromStateDict(stateDict, "some.safetensors");
            WeightScope layer = store.Root.In("layer");
            foreach (string name in new[] { "good", "misshaped", "mistyped", "missing" })
            {
                Assert.Equal([2], layer.Parameter(name, Initialiser.Zeros, 2).Shape);
            }

            WeightFormatException fault = Assert.Throws<WeightFormatException>(store.Complete);

            Assert.Equal(
                """
                some.safetensors does not fit the model (5 faults):
                  misshaped: layer.misshaped is [3, 2], the model wants [2]
                  mistyped: layer.mistyped is Int64, the model wants a floating type
                  missing: layer.missing [2]
                  unexpected: a.unexpected
                  unexpected: z.unexpected
                """,
                fault.Message);
        }

        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void Floating_weights_become_Float32_copies_and_counters_stay_integers()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor half = Tensor.From([1f, 2f], 2).To(DType.Float16);
        Tensor single = Tensor.From([3f], 1);
        Tensor count = Tensor.From([4L]);
        using WeightStore store = WeightStore.FromStateDict(new Dictionary<string, Tensor> { ["h"] = half, ["s"] = single, ["n"] = count }, "weights");

        Tensor h = store.Root.Parameter("h", Initialiser.Zeros, 2);
        Tensor s = store.Root.Parameter("s", Initialiser.Zeros, 1);
        Tensor n = store.Root.Counter("n");
        store.Complete();
        s.MulInPlace(10);

        Assert.Equal([1f, 2f], h.ToArray<float>());
        Assert.Equal(3, single.Item());
        Assert.Equal((DType.Int64, 4.0), (n.DType, n.Item()));
        Assert.Equal(["h", "s"], store.ParameterNames);
        Assert.Equal(3, store.ParameterCount);
        Assert.False(h.RequiresGrad);
    }

    [Fact]
    public void Initial_values_depend_on_the_seed_and_the_name_alone()
    {
        using WeightStore first = WeightStore.Initialise(1);
        using WeightStore second = WeightStore.Initialise(1);
        using WeightStore other = WeightStore.Initialise(2);
        float[] a = first.Root.In("x").Parameter("a", Initialiser.Normal(1), 50).ToArray<float>();
        float[] b = first.Root.In("x").Parameter("b", Initialiser.Normal(1), 50).ToArray<float>();

        Assert.Equal(b, second.Root.In("x").Parameter("b", Initialiser.Normal(1), 50).ToArray<float>());
        Assert.Equal(a, second.Root.In("x").Parameter("a", Initialiser.Normal(1), 50).ToArray<float>());
        Assert.NotEqual(a, b);
        Assert.NotEqual(a, other.Root.In("x").Parameter("a", Initialiser.Normal(1), 50).ToArray<float>());
        Assert.True(first.Tensors["x.a"].RequiresGrad);
    }

    [Fact]
    public void The_store_owns_what_it_lends_across_scopes()
    {
        long before = LiveTensors.Settled();
        WeightStore store = WeightStore.Initialise(1);
        Tensor weight;
        using (TensorScope scope = TensorScope.Begin())
        {
            weight = store.Root.In(3).Parameter("w", Initialiser.Ones, 2);
        }

        Assert.Equal([1f, 1f], weight.ToArray<float>());
        Assert.Same(weight, store.Tensors["3.w"]);
        store.Dispose();
        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void A_model_that_cannot_be_built_leaves_nothing_behind()
    {
        using TemporaryFolder folder = new();
        string path = folder.PathOf("w.safetensors");
        using (Tensor ones = Tensor.Ones([2]))
        {
            SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["w"] = ones });
        }

        long before = LiveTensors.Settled();
        Assert.Throws<WeightFormatException>(() => WeightStore.Load(path, weights => weights.Parameter("w", Initialiser.Zeros, 3)));
        Assert.Throws<InvalidOperationException>(() => WeightStore.Load<Tensor>(path, weights =>
        {
            weights.Parameter("w", Initialiser.Zeros, 2);
            throw new InvalidOperationException("a model that refuses");
        }));
        Assert.Equal(before, TorchRuntime.LiveTensors);
    }
}
