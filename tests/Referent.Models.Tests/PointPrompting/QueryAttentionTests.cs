using Referent.Models.PointPrompting;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.PointPrompting;

public sealed class QueryAttentionTests
{
    [Fact]
    public void It_gives_what_plain_attention_with_the_same_weights_gives()
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore drawn = WeightStore.Initialise(5);
        _ = new QueryAttention(drawn.Root, 16, 16, 4);
        foreach (string bias in drawn.ParameterNames.Where(name => name.EndsWith("bias", StringComparison.Ordinal)))
        {
            using NoGrad noGrad = NoGrad.Begin();
            drawn.Tensors[bias].CopyInPlace(Waves(bias.Length, 16));
        }

        using WeightStore first = WeightStore.FromStateDict(drawn.Tensors, "drawn");
        using WeightStore second = WeightStore.FromStateDict(drawn.Tensors, "drawn");
        Tensor queries = Waves(2, 3, 5, 16);
        Tensor source = Waves(3, 3, 4, 16);
        Tensor padding = Tensor.From([false, false, true, true, false, true, false, false, false, false, false, false], 3, 4);

        Tensor plain = new CrossAttention(first.Root, 16, 4).Forward(queries, source, padding);
        Tensor absorbed = new QueryAttention(second.Root, 16, 16, 4).Forward(queries, source, source, padding, bias: null);

        Assert.InRange((plain - absorbed).Abs().Max([]).Item(), 0, 1e-5);
    }

    private static Tensor Waves(int frequency, params long[] shape) =>
        (Tensor.Arange(0, shape.Aggregate((product, size) => product * size)) * frequency).Sin().Reshape(shape);
}
